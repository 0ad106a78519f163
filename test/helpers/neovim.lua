-- Drives Winnow's server from Neovim 0.7 or newer, without a screen. Reads what to do from the JSON file that
-- WINNOW_SCRIPT names, and writes what it saw to the one that WINNOW_SEEN names.
local function decode(path)
  return vim.json.decode(table.concat(vim.fn.readfile(path), '\n'))
end

local script = decode(vim.env.WINNOW_SCRIPT)
local seen = {}
local TIMEOUT_MS = 30000

local function fail(what)
  vim.fn.writefile({ vim.json.encode({ failed = what, seen = seen }) }, vim.env.WINNOW_SEEN)
  vim.cmd('cquit 1')
end

local function diagnostics(buffer)
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, { line = one.lnum, column = one.col, severity = one.severity, message = one.message, source = one.source })
  end
  return found
end

local function wait_for(what, condition)
  if not vim.wait(TIMEOUT_MS, condition, 20) then fail('nothing came of: ' .. what) end
end

vim.cmd('edit ' .. vim.fn.fnameescape(script.file))
local buffer = vim.api.nvim_get_current_buf()
local published = 0
local exit_code

local client_id = vim.lsp.start_client({
  name = 'winnow',
  cmd = script.command,
  root_dir = script.folder,
  workspace_folders = { { uri = vim.uri_from_fname(script.folder), name = 'workspace' } },
  handlers = {
    ['textDocument/publishDiagnostics'] = function(...)
      published = published + 1
      return vim.lsp.diagnostic.on_publish_diagnostics(...)
    end,
  },
  on_exit = function(code) exit_code = code end,
})
if not client_id then fail('the server did not start') end
vim.lsp.buf_attach_client(buffer, client_id)
local client = vim.lsp.get_client_by_id(client_id)
wait_for('initialize', function() return client.initialized end)
seen.serverName = client.server_capabilities and 'winnow' or nil
seen.syncKind = client.server_capabilities.textDocumentSync.change
seen.experimental = client.server_capabilities.experimental

local function request(method, params)
  local answer, problem = client.request_sync(method, params, TIMEOUT_MS, buffer)
  if not answer then fail(method .. ': ' .. tostring(problem)) end
  if answer.err then fail(method .. ': ' .. vim.inspect(answer.err)) end
  return answer.result
end

local function document() return { uri = vim.uri_from_bufnr(buffer) } end

wait_for('diagnostics', function() return #diagnostics(buffer) > 0 end)
seen.opened = diagnostics(buffer)
seen.hover = request('textDocument/hover', { textDocument = document(), position = script.keyword })
seen.highlights = request('textDocument/documentHighlight', { textDocument = document(), position = script.keyword })

-- Edits: a line before, of characters beyond the BMP; the line with the secret taken away; put back further down.
local secret_line = seen.opened[1].line
local secret = vim.api.nvim_buf_get_lines(buffer, secret_line, secret_line + 1, true)
vim.api.nvim_buf_set_lines(buffer, 0, 0, true, { '// 𝒜𝒷 👩‍🚀 naïve' })
wait_for('the finding one line further down', function()
  local now = diagnostics(buffer)
  return #now == 1 and now[1].line == secret_line + 1
end)
vim.api.nvim_buf_set_lines(buffer, secret_line + 1, secret_line + 2, true, {})
wait_for('no finding', function() return #diagnostics(buffer) == 0 end)
vim.api.nvim_buf_set_lines(buffer, -1, -1, true, secret)
wait_for('the finding at the end', function() return #diagnostics(buffer) == 1 end)
seen.edited = diagnostics(buffer)
seen.lastLine = vim.api.nvim_buf_line_count(buffer) - 1

-- Edits at random, from a seed, with a look at the whole now and then.
math.randomseed(script.seed)
for _ = 1, script.edits do
  local lines = vim.api.nvim_buf_line_count(buffer)
  local at = math.random(0, lines)
  if math.random() < 0.4 and lines > 3 then
    local from = math.random(0, lines - 1)
    vim.api.nvim_buf_set_lines(buffer, from, math.min(lines, from + math.random(0, 2)), false, {})
  else
    vim.api.nvim_buf_set_lines(buffer, at, at, false, { script.lines[math.random(1, #script.lines)] })
  end
end
seen.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n') .. '\n'
seen.analysis = request('winnow/analysis', { textDocument = document() })

seen.pack = request('winnow/optimize', { query = script.query, budget = script.budget })
client.stop()
wait_for('the end of the server', function() return exit_code ~= nil end)
seen.exitCode = exit_code
vim.fn.writefile({ vim.json.encode(seen) }, vim.env.WINNOW_SEEN)
vim.cmd('qall!')
