/** Light and dark: what the system prefers, unless a person chose. */
import { readStored, storageKeys, writeStored } from './storage.ts'

export type Theme = 'light' | 'dark' | undefined

export const themes: { value: Theme; word: string }[] = [
  { value: undefined, word: 'Like the system' },
  { value: 'light', word: 'Light' },
  { value: 'dark', word: 'Dark' },
]

export function chosenTheme(): Theme {
  const stored = readStored(storageKeys.theme)
  return stored === 'light' || stored === 'dark' ? stored : undefined
}

export function chooseTheme(theme: Theme): void {
  writeStored(storageKeys.theme, theme)
  const { dataset } = document.documentElement
  if (theme) dataset['theme'] = theme
  else delete dataset['theme']
}
