/** Log lines as they are shown and asked for. Pure. */
import type { LogLine } from '../../api.ts'
import type { Name } from '../../components/query-text.ts'

/** Names that lines always have, with the values that are known. */
export const logNames: readonly Name[] = [
  { name: 'level', values: ['fatal', 'error', 'warning', 'info', 'debug', 'trace'] },
  ...['service', 'environment', 'release', 'host', 'logger', 'trace', 'span'].map((name) => ({ name, values: [] })),
  ...['user.id', 'user.email', 'user.name', 'user.ip', 'body', 'template'].map((name) => ({ name, values: [] })),
]

/** Newest first, each once: a line may have come with the list and with the tail. */
export function mergeLines<T extends Pick<LogLine, 'id' | 'occurredAt'>>(...lists: readonly (readonly T[])[]): T[] {
  const byId = new Map(lists.flat().map((line) => [line.id, line]))
  return [...byId.values()].sort((a, b) => compare(b.occurredAt, a.occurredAt) || compare(b.id, a.id))
}

/** Times of the API all have the same form, so their order is that of the texts. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Everything that a line says beside its text, under the names by which the search finds it. */
export function factsOf(line: LogLine): { name: string; value: string }[] {
  const { user } = line
  const own: [string, string | null | undefined][] = [
    ['level', line.level],
    ['service', line.service],
    ['environment', line.environment],
    ['release', line.release],
    ['host', line.host],
    ['logger', line.logger],
    ['user.id', user?.id],
    ['user.email', user?.email],
    ['user.name', user?.name],
    ['user.ip', user?.address],
    ['trace', line.traceId],
    ['span', line.spanId],
  ]
  const said = own.flatMap(([name, value]) => (value ? [{ name, value }] : []))
  return [...said, ...line.attributes]
}

const localDay = (at: string): string => new Date(at).toDateString()

/** Whether a day begins at this row: above the first one only when it is not of today. */
export function beginsDay(rows: readonly { occurredAt: string }[], index: number, now: Date): boolean {
  const at = rows[index]?.occurredAt
  if (at === undefined) return false
  const before = rows[index - 1]?.occurredAt
  return localDay(at) !== (before === undefined ? now.toDateString() : localDay(before))
}
