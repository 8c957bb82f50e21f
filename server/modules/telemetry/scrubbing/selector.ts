/**
 * Where a rule applies: `$user.email`, `$request.headers.*`, `$extra.**`, `**`. Names are separated by dots, `*` is one
 * name, `**` any number of them, at the end only. A first name may be a kind of telemetry (`$log.body`); without one
 * the place is meant wherever it exists. Names are compared without case. Pure.
 */

export const recordKinds = ['event', 'log', 'span', 'feedback'] as const
export type ScrubbedKind = (typeof recordKinds)[number]

/** `open`: below it stand names that the sender chose. */
type Place = { path: string; open?: true }
const at = (path: string): Place => ({ path })
const open = (path: string): Place => ({ path, open: true })

const senders = ['service', 'release', 'environment', 'host'].map(at)
const user = ['user.id', 'user.email', 'user.name', 'user.ipAddress'].map(at)

/** Every place that text can stand in, in the words of a selector. */
export const places: Record<ScrubbedKind, Place[]> = {
  event: [
    ...senders,
    ...user,
    ...['message', 'messageTemplate', 'title', 'culprit', 'distribution', 'route', 'logger', 'platform'].map(at),
    ...['exception.type', 'exception.value', 'exception.module', 'exception.mechanism'].map(at),
    ...['frame.function', 'frame.file', 'frame.path', 'frame.module', 'frame.package', 'frame.source'].map(at),
    open('frame.vars'),
    at('thread.name'),
    ...['breadcrumb.message', 'breadcrumb.category', 'breadcrumb.kind'].map(at),
    open('breadcrumb.data'),
    ...['request.method', 'request.url', 'request.query'].map(at),
    ...['request.headers', 'request.data', 'attributes', 'contexts', 'extra', 'unknown', 'packages', 'debugImages'].map(
      open,
    ),
    ...['sdk.name', 'sdk.version', 'fingerprint'].map(at),
  ],
  log: [...senders, ...user, ...['body', 'template', 'logger'].map(at), open('attributes')],
  span: [...senders, ...['name', 'operation', 'statusMessage'].map(at), open('attributes'), open('detail')],
  feedback: [...senders, ...['message', 'name', 'email', 'url'].map(at)],
}

export const maxSelectorLength = 200
const maxDepth = 20

/** Lower-case names. Undefined: it cannot be read. */
export type Selector = readonly string[]

export function parseSelector(text: string): Selector | undefined {
  if (text.length > maxSelectorLength) return undefined
  if (text === '**' || text === '$**') return ['**']
  if (!text.startsWith('$')) return undefined
  const names = text.slice(1).toLowerCase().split('.')
  const isReadable = names.every((name) => name !== '' && !/[\s*]/.test(name.replace(/^\*\*?$/, '')))
  if (!isReadable || names.length > maxDepth || names.slice(0, -1).includes('**')) return undefined
  return names
}

/** `path`: lower-case names, the first one the kind. */
export function selects(selector: Selector, path: readonly string[]): boolean {
  return matchNames(selector, path, 0) || matchNames(selector, path, 1)
}

function matchNames(selector: Selector, path: readonly string[], from: number): boolean {
  for (const [index, name] of selector.entries()) {
    if (name === '**') return true
    const own = path[from + index]
    if (own === undefined || (name !== '*' && name !== own)) return false
  }
  // A name selects what stands below it as well: `$user` is all of the user.
  return true
}

/** Whether there is any place that it could ever select. */
export function selectsSomewhere(selector: Selector): boolean {
  return recordKinds.some((kind) =>
    places[kind].some(({ path, open: isOpen }) => {
      const names = [kind, ...path.toLowerCase().split('.')]
      return [0, 1].some((from) => {
        const own = names.slice(from)
        const asked = isOpen ? selector.slice(0, own.length) : selector.filter((name) => name !== '**')
        return (
          asked.length <= own.length &&
          asked.every((name, index) => name === '*' || name === '**' || name === own[index])
        )
      })
    }),
  )
}

/** Whether everything that `inner` selects is selected by `outer` too. */
export function covers(outer: Selector, inner: Selector): boolean {
  for (const [index, name] of outer.entries()) {
    if (name === '**') return true
    const own = inner[index]
    if (own === undefined || own === '**' || (name !== '*' && name !== own)) return false
  }
  return true
}
