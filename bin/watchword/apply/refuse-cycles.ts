/** Components that need each other in a circle: the API refuses the last link, when the others are made already. */
import type { Entry } from './flatten.ts'
import type { Found } from './installation.ts'
import { under } from './kinds/index.ts'
import { FileError, type Path } from './positions.ts'

/** Throws FileError at the first link of a circle that the file has. What the file does not say stays as it is. */
export function refuseCycles(entries: readonly Entry[], found: readonly Found[], at: (path: Path) => string): void {
  const needs = new Map<string, { on: string[]; path?: Path }>()
  for (const { kind, key, scope, item } of found) {
    if (kind.name === 'componentNeeds') needs.set(key, { on: onOf(item['needs'], scope) })
  }
  for (const { kind, key, scope, item, path } of entries) {
    if (kind.name === 'componentNeeds') needs.set(key, { on: onOf(item['needs'], scope), path })
  }
  const done = new Set<string>()
  const visit = (key: string, way: readonly string[]): void => {
    const link = needs.get(key)
    if (!link || done.has(key)) return
    if (way.includes(key)) {
      const circle = [...way.slice(way.indexOf(key)), key]
      const names = circle.map((each) => each.slice(each.indexOf('/') + 1))
      const first = circle.map((each) => needs.get(each)?.path).find((each) => each !== undefined)
      throw new FileError(`${at(first ?? [])}: components cannot need each other in a circle: ${names.join(' → ')}`)
    }
    for (const next of link.on) visit(next, [...way, key])
    done.add(key)
  }
  for (const key of needs.keys()) visit(key, [])
}

/** `scope` is the component's own key, `<page>/<component>`. */
const onOf = (needs: unknown, scope: string): string[] =>
  ((needs ?? []) as string[]).map((name) => under(scope.split('/', 1)[0] ?? '', name))
