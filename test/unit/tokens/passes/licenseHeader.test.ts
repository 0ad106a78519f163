import { expect, test } from 'vitest';
import { licenseHeader } from '../../../../server/src/engine/tokens/passes/licenseHeader.ts';
import { runPass } from './runPass.ts';

test.each([
  ['a block', '/*\n * Copyright 2020 A\n */\npackage a;\n', 'package a;\n', 'java'],
  ['a run of lines', '# Copyright (c) 2020 A\n# All rights reserved.\n\nimport a\n', '\nimport a\n', 'python'],
  ['behind a shebang', '#!/bin/sh\n# Copyright A\n# Licensed under B\na\n', '#!/bin/sh\na\n', 'shellscript'],
  ['behind <?php', '<?php\n/*\n * Copyright A\n */\na();\n', '<?php\na();\n', 'php'],
  ['behind another comment', '// a.ts\n\n/*\n * Copyright A\n */\nb;\n', '// a.ts\n\nb;\n', 'typescript'],
  ['behind code it stays', 'a;\n/*\n * Copyright B\n */\n', 'a;\n/*\n * Copyright B\n */\n', 'typescript'],
  ['another comment stays', '/*\n * About a.\n */\n', '/*\n * About a.\n */\n', 'typescript'],
  ['one line stays', '// Copyright A\nb;\n', '// Copyright A\nb;\n', 'typescript'],
  ['a directive stays', '// Copyright A\n//go:build b\n', '// Copyright A\n//go:build b\n', 'go'],
])('%s', (_, text, expected, language) => expect(runPass(licenseHeader, text, language)).toBe(expected));
