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
]

/** Each folder with its suite; none for what we do not speak. */
export function listCorpora(): { folder: string; directory: string; suite: string | undefined }[] {
  if (!existsSync(corporaDirectory)) return []
  return readdirSync(corporaDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      folder: name,
      directory: join(corporaDirectory, name),
      suite: suites.find(([folder]) => folder.test(name))?.[1],
    }))
}
