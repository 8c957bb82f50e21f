/** Where corpora that others wrote lie, outside of the repository, and which suite runs which of them. */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** `WATCHWORD_TEST_DATA` names it where it is not beside the repository. */
export const corporaDirectory = resolve(
  process.env['WATCHWORD_TEST_DATA'] ?? join(import.meta.dirname, '../../shared/data'),
)

const suites: [folder: RegExp, suite: string][] = [
  [/sentry|event-samples/, 'events'],
  [/loghub|logpai|log-templates/, 'log-templates'],
  [/otlp|opentelemetry/, 'otlp'],
  [/promql/, 'promql'],
  [/promql/, 'promql-store'],
]

/** Each folder with each of its suites; none for what we do not speak. */
export function listCorpora(): { folder: string; directory: string; suite: string | undefined }[] {
  if (!existsSync(corporaDirectory)) return []
  return readdirSync(corporaDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const own = suites.filter(([folder]) => folder.test(name)).map(([, suite]) => suite)
      const directory = join(corporaDirectory, name)
      return (own.length === 0 ? [undefined] : own).map((suite) => ({ folder: name, directory, suite }))
    })
}
