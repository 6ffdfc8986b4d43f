import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

/** Files by their name, but the pictures first: they are of a blog in which nobody did anything yet. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const name = ({ moduleId }: TestSpecification) => (moduleId.includes('screenshots') ? '' : moduleId)
    return files.sort((one, other) => name(one).localeCompare(name(other)))
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: ByName },
    projects: [
      { test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/testing/page.ts'] } },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['e2e/support/server.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
