/** The only place that keeps anything in the browser. The server's inventory names every key listed here. */

type Key = {
  name: string
  area: 'local' | 'session'
  /** What it holds and why, for the inventory. */
  purpose: string
}

export const storageKeys = {
  theme: {
    name: 'watchword.theme',
    area: 'local',
    purpose: 'light or dark, where a person chose one; also read by theme.js',
  },
  density: { name: 'watchword.density', area: 'local', purpose: 'whether lists are dense' },
  singleKeys: {
    name: 'watchword.singleKeys',
    area: 'local',
    purpose: 'off, where a person switched single-key shortcuts off',
  },
  workspace: {
    name: 'watchword.workspace',
    area: 'local',
    purpose: 'slug of the workspace last looked at, to open it again',
  },
  drafts: {
    name: 'watchword.drafts',
    area: 'session',
    purpose: 'what was typed into a form and not yet sent, so that a reload does not lose it; never passwords',
  },
  /** Written by the router itself. */
  scroll: {
    name: 'tsr-scroll-restoration-v1_3',
    area: 'session',
    purpose: 'how far each screen was scrolled, to come back to the same place',
  },
} as const satisfies Record<string, Key>

/** Undefined where nothing is kept, or where the browser forbids storage. */
export function readStored(key: Key): string | undefined {
  try {
    return areaOf(key).getItem(key.name) ?? undefined
  } catch {
    return undefined
  }
}

/** Undefined removes. Where the browser forbids storage the choice lasts until the page is left. */
export function writeStored(key: Key, value: string | undefined): void {
  try {
    if (value === undefined) areaOf(key).removeItem(key.name)
    else areaOf(key).setItem(key.name, value)
  } catch {
    // Nothing that is kept here is needed for anything to work.
  }
}

function areaOf({ area }: Key): Storage {
  return area === 'local' ? localStorage : sessionStorage
}
