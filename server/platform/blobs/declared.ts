import { checkKey, type Blobs } from './blobs.ts'

/** No entry, no file: keeps only kinds (the middle part of a key) that the inventory names. */
export function onlyDeclared(blobs: Blobs, kinds: Iterable<string>): Blobs {
  const declared = new Set(kinds)
  return {
    ...blobs,
    put: (key, content, options) => {
      const kind = checkKey(key).split('/')[1] ?? ''
      if (!declared.has(kind)) throw new Error(`no entry of the inventory declares files of the kind ${kind}`)
      return blobs.put(key, content, options)
    },
  }
}
