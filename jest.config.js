/** Tests run as ES modules from source: workspace packages resolve through the @espalier/source condition. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@espalier/source', 'node', 'node-addons'] },
  roots: ['<rootDir>/packages', '<rootDir>/test'],
  testMatch: ['**/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/packages/[^/]+/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  reporters: ['default', '<rootDir>/test/support/skip-reporter.js'],
  testTimeout: 60_000,
  transform: {
    '\\.ts$': [
      'ts-jest',
      {
        useESM: true,
        tsconfig: {
          target: 'es2023',
          module: 'nodenext',
          isolatedModules: true,
          allowImportingTsExtensions: true,
          rewriteRelativeImportExtensions: false
        }
      }
    ]
  }
};
