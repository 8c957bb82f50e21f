import Search from 'lucide-react/icons/search'
import { useRef } from 'react'
import { useKeys } from '../../keys.ts'
import { useTyped } from '../../typed.ts'

/** Typing is taken over after this pause. */
const pauseMs = 300

type Props = { label: string; placeholder: string; query: string | undefined; onChange: (query: string) => void }

/** Filters a list of monitors while somebody types. */
export function SearchField({ label, placeholder, query = '', onChange }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useTyped(query, onChange, pauseMs)
  useKeys([{ keys: '/', does: 'Filter', group: 'List', run: () => input.current?.focus() }])
  return (
    <div className="relative min-w-0 flex-1 basis-56">
      <Search
        className="pointer-events-none absolute top-2.25 left-2.5 size-3.5 text-faint pointer-coarse:top-3.25"
        aria-hidden
      />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && input.current?.blur()}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-base placeholder:text-faint hover:border-muted pointer-coarse:h-10"
      />
    </div>
  )
}
