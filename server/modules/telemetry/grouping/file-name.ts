/** Names of files without what changes from build to build: folders of machines, hashes, versions. */
import type { EventFrame } from '../event.ts'

/** Names that many files share: their folder says which. */
const sharedNames = /^(?:index|mod|page|\+page|\+server|route|layout|handler|__init__|__main__)\.(?!html?$)\w+$/

/** Folders that say how it was built or where it was put. */
const sayNothing =
  /^(?:\d[\w.-]*|\w+:|[\w-]+(?:\.[\w-]+)+(?::\d+)?|\.|dist|build|out|src|lib|app|public|static|assets|js|current|releases?|www|html|code|workspace|project)$/i

/** `src/pay.ts`, `/app/dist/pay.ts?v=3` and `https://shop.example/assets/pay.ts` are all `pay.ts`. */
export function fileName(file: string | undefined): string | undefined {
  const path = (file ?? '')
    .slice(-500)
    .replace(/[?#].*$/, '')
    .replaceAll('\\', '/')
  const segments = path.split('/').filter(Boolean)
  const base = withoutHash(segments.at(-1) ?? '').toLowerCase()
  // A chunk that only has a number has no name at all.
  if (base === '' || /^\d*\.?\w{1,4}$/.test(base))
    return base.includes('.') || /\D/.test(base) ? nameless(base) : undefined
  const folder = segments.at(-2)
  const needsFolder = sharedNames.test(base) && folder !== undefined && !sayNothing.test(folder)
  const owner = packageOf(segments) ?? (needsFolder ? withoutHash(folder).toLowerCase() : undefined)
  return owner === undefined ? base : `${owner}/${base}`
}

/** `158.js` says as little as `.js`; `a.js` is a name. */
const nameless = (base: string) => (/^\d*\.\w{1,4}$/.test(base) ? undefined : base)

/** `express` of `node_modules/.pnpm/express@5.0.0/node_modules/express/lib/a.js`. */
function packageOf(segments: string[]): string | undefined {
  const at = segments.findLastIndex((segment) => /^(?:node_modules|(?:site|dist)-packages)$/.test(segment))
  const name = at < 0 || at + 2 >= segments.length ? undefined : segments[at + 1]
  return name?.startsWith('@') ? `${name}/${segments[at + 2] ?? ''}` : name
}

/** Bundlers write a hash of the content into the name: `app.3f2a1b9c.js`, `index-B1x_9aZk.js`, `chunk~7f3c9d2e`. */
export function withoutHash(name: string): string {
  return name
    .replace(/[.~_-](?=[a-f]{0,20}\d)[0-9a-f]{6,64}(?=[.\-_~]|$)/gi, '')
    .replace(/[.-][\w-]{8,12}(?=\.[cm]?js\b|\.css\b)/g, stripIfRandom)
    .replace(/@\d+(?:\.\d+){1,3}[\w.-]{0,20}/g, '')
    .replace(/-\d+(?:\.\d+){1,3}(?=[/.-]|$)/g, '')
}

/** `-B1x_9aZk` and `-7XQZL4JD` are hashes; `-checkout`, `.UserCard` and `.registry` are words. */
function stripIfRandom(part: string): string {
  const text = part.slice(1)
  const words = /^[a-z_-]+$|^(?:[A-Z]?[a-z]{2,})(?:[A-Z][a-z]{2,})*$/.test(text)
  return words ? part : ''
}

/** A bundle or minified file: short function names in it were made up by a tool. */
export function isBundled(frame: EventFrame): boolean {
  const file = frame.path ?? frame.file ?? ''
  return (
    /\.min\.|\bbundle\b|\bvendors?\b|\bchunks?\b/i.test(file) || withoutHash(file) !== file || (frame.column ?? 0) > 500
  )
}
