import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Files at the edge of the system: the only ones that may touch the process, the disk, the clock or the network. */
const EDGES = [
  '**/cli.ts',
  '**/server.ts',
  'packages/cli/src/bar.ts',
  'packages/core/src/files/**',
  'packages/tables/src/**',
  'packages/api/src/io/**',
  'packages/api/src/rules/open-rules.ts',
  'packages/bundle/src/store/**',
  'packages/gbdt/src/kernel.ts',
  'packages/gbdt/src/pool.ts',
  'packages/registry/src/mlflow/system.ts'
];

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', 'packages/gbdt/assembly/', '.cache/', 'artifacts/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'named exports only' }
      ],
      'no-self-compare': 'off',
      'sort-imports': ['error', { ignoreCase: true, ignoreDeclarationSort: true }]
    }
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: {
        Atomics: 'readonly',
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        WebAssembly: 'readonly'
      }
    }
  },
  {
    // An import of types alone must leave nothing behind: `import { type T } from` still loads the module.
    files: ['**/*.ts'],
    rules: { '@typescript-eslint/no-import-type-side-effects': 'error' }
  },
  {
    files: ['**/bench/**', 'data/generate/**', 'test/support/*-reporter.js'],
    rules: { 'no-console': 'off' }
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: EDGES,
    rules: {
      'no-restricted-globals': ['error', 'process', 'console'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'randomness is an argument' },
        { object: 'Date', property: 'now', message: 'time is an argument' }
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '!node:http'],
              message: 'only at the edges: cli.ts, server.ts, io'
            }
          ]
        }
      ]
    }
  }
);
