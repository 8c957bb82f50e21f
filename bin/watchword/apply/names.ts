/** Ids by key and keys by id, of everything that was read or made. */
import { kindOf, UnknownName, type KindName, type Names } from './kinds/index.ts'

export type KnownNames = Names & {
  add: (kind: KindName, key: string, id: string) => void
  find: (kind: KindName, key: string) => string | undefined
}

/** `planned` are keys that the file is going to make (`<kind> <key>`): while planning they count as there. */
export function createNames(planned: ReadonlySet<string> = new Set()): KnownNames {
  const ids = new Map<string, string>()
  const keys = new Map<string, string>()
  const find = (kind: KindName, key: string) => ids.get(`${kind} ${key}`)
  return {
    add: (kind, key, id) => {
      // Of two with one name the one that was listed first is meant.
      if (!ids.has(`${kind} ${key}`)) ids.set(`${kind} ${key}`, id)
      keys.set(`${kind} ${id}`, key)
    },
    find,
    idOf: (kind, key, field) => {
      const id = find(kind, key)
      if (id !== undefined) return id
      if (planned.has(`${kind} ${key}`)) return `(new ${key})`
      const hint = kind === 'probe' ? '; make it in the app, where its key is shown' : ''
      throw new UnknownName(
        field,
        `the ${kindOf.get(kind)?.title} ${key} is neither in the file nor in the workspace${hint}`,
      )
    },
    keyOf: (kind, id) => keys.get(`${kind} ${id}`),
  }
}
