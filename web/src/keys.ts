/** Keyboard shortcuts: declared where they act, listed in one place, silent while someone is typing. */
import { useEffect, useRef } from 'react'
import { readStored, storageKeys, writeStored } from './storage.ts'

export type Shortcut = {
  /** `j`, `?`, `escape`, `mod+k` (⌘ or Ctrl), or two keys one after the other: `g i`. */
  keys: string
  /** For the list of shortcuts: `Acknowledge`. */
  does: string
  group: 'Everywhere' | 'Go to' | 'List' | 'Incident' | 'Dashboard'
  run: () => void
  /** Also while a field has the focus. */
  inFields?: boolean
}

/** Innermost last: a screen's shortcut goes before one of the shell. */
const layers: { current: Shortcut[] }[] = []

/** Two keys count as one after the other within this time. */
const sequenceMs = 900
let pending: { key: string; atMs: number } | undefined

/** The shortcuts work as long as the component is shown. */
export function useKeys(shortcuts: Shortcut[]): void {
  const layer = useRef(shortcuts)
  useEffect(() => {
    layer.current = shortcuts
  })
  useEffect(() => {
    layers.push(layer)
    return () => void layers.splice(layers.indexOf(layer), 1)
  }, [])
}

/** Those that work right now, without doubles. */
export function listShortcuts(): Shortcut[] {
  const byKeys = new Map(layers.flatMap((layer) => layer.current).map((shortcut) => [shortcut.keys, shortcut]))
  return [...byKeys.values()]
}

/** People who dictate, or whose hands slip, can switch the shortcuts without ⌘ off (WCAG 2.1.4). */
export function areSingleKeysOn(): boolean {
  return readStored(storageKeys.singleKeys) !== 'off'
}

export function setSingleKeys(state: 'on' | 'off'): void {
  writeStored(storageKeys.singleKeys, state === 'off' ? 'off' : undefined)
}

/** Call once. */
export function listenForKeys(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || (event.repeat && event.key.length > 1)) return
    const shortcut = find(event)
    if (!shortcut) return
    event.preventDefault()
    shortcut.run()
  })
}

function find(event: KeyboardEvent): Shortcut | undefined {
  const name = nameOf(event)
  if (!name) return undefined
  const typing = isTyping(event.target)
  const dialog = document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
  const usable = (shortcut: Shortcut): boolean => {
    if (shortcut.keys.startsWith('mod+')) return !dialog || shortcut.inFields === true
    return !dialog && areSingleKeysOn() && (!typing || shortcut.inFields === true)
  }
  const first = pending && performance.now() - pending.atMs < sequenceMs ? pending.key : undefined
  pending = undefined
  const all = layers.flatMap((layer) => layer.current).filter(usable)
  const found =
    (first && all.findLast(({ keys }) => keys === `${first} ${name}`)) || all.findLast(({ keys }) => keys === name)
  if (!found && all.some(({ keys }) => keys.startsWith(`${name} `))) pending = { key: name, atMs: performance.now() }
  // A focused link or button answers enter by itself.
  return name === 'enter' && isControl(event.target) ? undefined : found || undefined
}

function nameOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || ['Shift', 'Control', 'Meta', 'Alt'].includes(event.key)) return undefined
  const key = event.key.toLowerCase()
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('a, button, summary, [role="menuitem"]') !== null
}

/** `⌘` on Apple's keyboards, `Ctrl` elsewhere. */
export const modKey = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘' : 'Ctrl'
