/** Texts that were looked at and are clean: names of files, of functions and of headers come again and again. */
export type CleanTexts = { has(text: string): boolean; add(text: string): void }

const rememberedLength = 120
const remembered = 4_000

export function createCleanTexts(): CleanTexts {
  const texts = new Set<string>()
  return {
    has: (text) => text.length <= rememberedLength && texts.has(text),
    add: (text) => {
      if (text.length > rememberedLength) return
      if (texts.size >= remembered) texts.clear()
      texts.add(text)
    },
  }
}
