import { modKey } from '../keys.ts'

/** A shortcut as keys: `g i`, `mod+k`. */
export function Kbd({ keys }: { keys: string }) {
  const parts = keys.split(/[ +]/).map((key) => (key === 'mod' ? modKey : key.length === 1 ? key.toUpperCase() : key))
  return (
    <span className="inline-flex gap-0.5">
      {parts.map((part) => (
        <kbd
          key={part}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded border border-line bg-sunken px-1 font-sans text-2xs text-muted"
        >
          {part}
        </kbd>
      ))}
    </span>
  )
}
