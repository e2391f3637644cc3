import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import tseslint from 'typescript-eslint';
import { depConstraints, importWalls } from './tools/eslint/boundaries.mjs';
import { clinicPlugin, styleByPlace, styleRules, typedByPlace, typedRules } from './tools/eslint/style.mjs';

const sources = ['**/*.ts', '**/*.tsx'];
const plain = ['**/*.mjs', '**/*.config.ts', '**/bench/**', 'vitest.shared.ts'];
const client = ['apps/portal/src/**/*.{ts,tsx}', 'libs/ui/src/**/*.{ts,tsx}'];

const rooms = ['apps', 'libs', 'tools'].flatMap((place) =>
  readdirSync(path.join(import.meta.dirname, place), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${place}/${entry.name}`),
);

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/coverage',
      '**/.data',
      '**/*.timestamp-*',
      'tools/feature-generator/files',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  eslint.configs.recommended,
  {
    files: sources,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typedRules,
  },
  { plugins: { '@nx': nx, clinic: clinicPlugin }, rules: styleRules },
  {
    files: sources,
    ignores: plain,
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          allowCircularSelfDependency: true,
          // What is loaded late is decided by measuring the bundle, file by file.
          checkDynamicDependenciesExceptions: ['.*'],
          depConstraints,
        },
      ],
    },
  },
  ...importWalls(rooms),
  ...typedByPlace,
  {
    files: client,
    plugins: { 'react-hooks': reactHooks },
    extends: [jsxA11y.flatConfigs.recommended],
    rules: reactHooks.configs['recommended-latest'].rules,
  },
  // Configuration and tools are outside the type-checked programs.
  {
    files: plain,
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node, parserOptions: { projectService: false } },
  },
  ...styleByPlace,
  prettier,
);
