export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': [
      'babel-jest',
      {
        babelrc: false,
        configFile: false,
        presets: [['@babel/preset-typescript', { allowImportingTsExtensions: true }]],
      },
    ],
  },
  // A worker that has grown is replaced between files: Node 20's module contexts are hard on its memory.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 60_000,
};
