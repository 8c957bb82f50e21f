/** Browser and system in words, from the user agent alone: a hint for the person, and no trace of a place. */
import Bowser from 'bowser'

const browsers = new Set(Object.values(Bowser.BROWSER_MAP))
const systems = new Set(Object.values(Bowser.OS_MAP))

/** Null what is not known; only words of the library's own lists, never a part of what was sent. */
export function describeDevice(userAgent: string): { browser: string | null; system: string | null } {
  if (userAgent === '') return { browser: null, system: null }
  const parser = Bowser.getParser(userAgent)
  return { browser: known(browsers, parser.getBrowserName()), system: known(systems, parser.getOSName()) }
}

/** `Firefox on Linux`, or as much of it as is known. */
export function deviceInWords(userAgent: string): string {
  const { browser, system } = describeDevice(userAgent)
  if (browser !== null && system !== null) return `${browser} on ${system}`
  return browser ?? system ?? 'a device that says nothing of itself'
}

function known(words: ReadonlySet<string>, word: string): string | null {
  return words.has(word) ? word : null
}
