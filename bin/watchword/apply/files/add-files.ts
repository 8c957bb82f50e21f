/** Adds what stands in the files that a configuration names to what stands in itself. */
import type { Entry } from '../flatten.ts'
import { FileError } from '../positions.ts'
import type { Described } from '../read-file.ts'
import { dashboardEntries } from './dashboard-files.ts'
import { createOpenFiles } from './open-files.ts'

/** `directory` is the configuration's. Throws FileError for what is not there, is no such file, or names a thing twice. */
export async function addFiles(file: Described, directory: string): Promise<Described> {
  const { named, entries, at } = file
  const hasRules = named.ruleFiles.length > 0 || entries.some(({ kind }) => kind.name === 'alertRuleGroup')
  if (!hasRules && named.dashboards.length === 0) return file
  const open = createOpenFiles(directory)
  const added = [...dashboardEntries(named.dashboards, open, at)]
  if (hasRules) {
    // PromQL, templates and all: a second that is spent only where there are rules.
    const { checkGroups, ruleFileEntries } = await import('./rule-files.ts')
    checkGroups(entries, at)
    added.unshift(...ruleFileEntries(named.ruleFiles, open, at))
  }
  refuseTwice([...entries, ...added], at)
  return { ...file, entries: [...entries, ...added] }
}

function refuseTwice(entries: readonly Entry[], at: Described['at']): void {
  const seen = new Map<string, string>()
  for (const { kind, key, path, from } of entries) {
    const name = `${kind.name} ${key}`
    const place = from ?? at(path)
    const other = seen.get(name)
    if (other !== undefined) throw new FileError(`${place}: the ${kind.title} ${key} stands twice, also at ${other}`)
    // Settings are told by what they are set for, in the file itself alone.
    seen.set(name, place)
  }
}
