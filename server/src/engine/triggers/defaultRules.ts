/**
 * The rules that `winnow init` writes as `.winnow/triggers.yaml`, and that hold where a workspace has none. It is also
 * the manual of the format, so every kind of rule stands in it once, explained.
 */
export const DEFAULT_TRIGGERS = `# Winnow trigger rules.
#
# A rule fires where its keywords stand in a question or a document, and calls agents: names that your assistant knows
# (a subagent, a skill, a prompt). Case does not matter. Keywords are whole words: "bug" is found in "fix_bug" and
# "fixBug", not in "debug"; any white space may stand between the words of a phrase. Saving this file re-applies it.

# Fire on any one of their keywords.
#   keywords: words and phrases, also in nested lists     agents: who is called, in this order
#   color: red, orange, yellow, green, cyan, blue, purple, pink or gray
#   description: shown when you hover over a keyword
#   examples, near_misses: texts on which the rule must fire, and must not. Any rule but a priority may have them; they
#     are checked while you type, and by "winnow triggers --check"
immediate_triggers:
  debugging:
    description: Something is broken and must be understood
    color: red
    agents: [debugger]
    keywords:
      - [bug, bugs, crash, crashes, crashed, exception, stack trace, stacktrace, traceback, segfault]
      - [memory leak, race condition, deadlock, infinite loop, null pointer, root cause, regression]
      - [debug, debugging, troubleshoot, not working, does not work, fails with]
    examples: [Why does saving crash?, fix the memoryLeak bug]
    near_misses: [remove the debugger statement, how to debunk a claim]

  security:
    description: Attack surface, secrets, identity
    color: purple
    agents: [security-auditor]
    keywords:
      - [vulnerability, vulnerabilities, exploit, cve, security, threat model, penetration test]
      - [sql injection, xss, csrf, ssrf, path traversal, privilege escalation, sanitize]
      - [authentication, authorization, oauth, jwt, encrypt, encryption, decrypt, credential, credentials]
    examples: [is this open to SQL injection?]
    near_misses: [sanitary checks, a secure feeling]

  performance:
    description: Too slow, too large, too often
    color: orange
    agents: [performance-engineer]
    keywords:
      - [slow, latency, throughput, bottleneck, performance, optimize, optimise, speed up]
      - [profile, profiling, benchmark, memory usage, cpu usage, n+1 query, cache miss]
    examples: [the list is slow to load]
    near_misses: [show it in slow motion, a slower pace]

  testing:
    color: green
    agents: [test-writer]
    keywords:
      - [unit test, unit tests, integration test, integration tests, end-to-end test, e2e, test coverage]
      - [flaky, flaky test, write tests, add tests, test case, test cases, regression test]
    examples: [add tests for the parser]
    near_misses: [test the waters]

  refactoring:
    color: blue
    agents: [code-reviewer]
    keywords:
      - [refactor, refactoring, restructure, clean up, cleanup, simplify, duplicate code, dead code]
      - [code review, code smell, technical debt, extract function, extract method]
    examples: [refactor the session store]
    near_misses: [the factory makes parts]

  documentation:
    color: blue
    agents: [docs-writer]
    keywords: [documentation, readme, changelog, docstring, docstrings, tutorial, release notes, write docs]
    examples: [bring README.md up to date]
    near_misses: [read me the file]

  database:
    color: yellow
    agents: [database-architect]
    keywords:
      - [database, schema, sql, foreign key, transaction, slow query, query plan]
      - [postgres, postgresql, mysql, sqlite, mongodb, database migration, schema migration]
    examples: [add a foreign key to orders]
    near_misses: [a key from abroad]

  api:
    color: yellow
    agents: [api-designer]
    keywords: [api, rest api, graphql, openapi, endpoint, endpoints, webhook, grpc, breaking change]
    examples: [which endpoint returns users?]
    near_misses: [rapid growth]

  deployment:
    color: orange
    agents: [devops-engineer]
    keywords:
      - [deploy, deployment, rollback, docker, dockerfile, kubernetes, helm, terraform]
      - [ci pipeline, github actions, continuous integration, infrastructure]
    examples: [roll it out with Terraform]
    near_misses: [the troops are redeployed]

  git:
    color: green
    agents: [code-reviewer]
    keywords: [pull request, merge conflict, rebase, cherry-pick, git blame, git bisect, commit message]
    examples: [resolve the merge conflict]
    near_misses: [merge two sorted lists]

# Fire on several keywords together.
#   pattern: "a + b | c" asks for a and for one of b and c; or use the lists all, any and none
#   within: line, sentence, a number of words (8 words) or document (the default)
#   parallel: true or sequential: true says how the agents work
compound_triggers:
  security_review:
    pattern: security + review | audit
    within: sentence
    agents: [security-auditor, code-reviewer]
    sequential: true
    examples: [do a security review of the session code]
    near_misses: ["Security first. Then review the text."]

  slow_database:
    all:
      - [slow, optimize, optimise, performance, latency]
      - [database, query, queries, sql, index]
    within: 12 words
    agents: [database-architect, performance-engineer]
    parallel: true
    examples: [why is this query so slow?]
    near_misses: [the page is slow]

  safe_release:
    all: [[deploy, release], production]
    none: [staging, sandbox]
    within: line
    agents: [test-writer, security-auditor, devops-engineer]
    sequential: true
    examples: [deploy the fix to production]
    near_misses: [deploy production data to staging]

# Fire on the document itself. Alternatives are joined with "|".
#   file_extensions: extensions, or whole names (Dockerfile)
#   languages: the language identifiers of VS Code
#   content_patterns: regular expressions without look-around and back-references (RE2 syntax). They run under a time
#     bound, and only in trusted workspaces
# Instead of a list of agents a mapping may stand: { agents: […], description: …, examples: […], near_misses: […] }
context_triggers:
  file_extensions:
    ".sql": [database-architect]
    ".tf|.hcl|Dockerfile": [devops-engineer]
    ".md|.rst|.adoc": [docs-writer]
  languages:
    "dockercompose|github-actions-workflow": [devops-engineer]
  content_patterns:
    "CREATE (TABLE|INDEX)":
      agents: [database-architect]
      examples: [CREATE TABLE orders (id bigint)]
      near_misses: [SELECT 1]

# Silence hits of other rules.
#   scope: match (hits that the pattern itself overlaps), line (the default) or document
#   unless_contains: keywords that lift the silence in that scope
#   triggers: the rules that are silenced (all when left out)
negative_triggers:
  lookalikes:
    patterns: [slow motion, fast and slow, restful sleep, exception to the rule]
    scope: match
    examples: [a film in slow motion]
    near_misses: [a slow film in motion]

  small_talk:
    patterns: [hello world, simple example, toy example]
    unless_contains: [production, customer, release]
    triggers: [performance, deployment, api]
    examples: [show a hello world deployment]
    near_misses: [a simple example of our production deployment]

# Order what fired: the highest number first.
#   condition: a rule (security), a rule of a section (compound_triggers.security_review), a section, an agent,
#   or a phrase that must stand in the text
#   priority: a number, or a list of agents who then come first
priority_rules:
  - { condition: security, priority: 100 }
  - { condition: compound_triggers.security_review, priority: 95 }
  - { condition: debugging, priority: 90 }
  - { condition: compound_triggers, priority: 70 }
  - { condition: performance, priority: 60 }
  - { condition: context_triggers, priority: -10 }
  - { condition: production down or outage, priority: [devops-engineer, debugger] }
`;
