import { defineConfig } from 'vitest/config'

const IN_A_BROWSER = {
  environment: 'node' as const,
  globalSetup: ['tests/e2e/setup.ts'],
  expect: { poll: { timeout: 15_000 } },
  testTimeout: 60_000,
  hookTimeout: 120_000,
  fileParallelism: false,
}

export default defineConfig({
  test: {
    projects: [
      {
        test: { name: 'unit', environment: 'node', include: ['tests/**/*.test.ts'], exclude: ['tests/e2e/**'] },
      },
      { test: { name: 'e2e', include: ['tests/e2e/**/*.test.ts'], ...IN_A_BROWSER } },
      // What they make is looked at by people: docs/images, and figures on the screen.
      { test: { name: 'pictures', include: ['tests/pictures/pictures.ts'], ...IN_A_BROWSER } },
      { test: { name: 'frames', include: ['tests/pictures/frames.ts'], ...IN_A_BROWSER } },
    ],
  },
})
