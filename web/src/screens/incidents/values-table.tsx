import { useState } from 'react'
import { ValueTable } from '../../components/facts.tsx'
import { fullNumber } from '../../format.ts'
import { useMore } from './more.tsx'

const firstRows = 25
const moreRows = 200
const firstCharacters = 600
/** More is for a file, not for a page. */
const mostCharacters = 100_000

type Row = readonly [string, unknown]

/** Names and values of an event in a frame: bounded in rows and in length, all of it within reach. */
export function EventTable({ rows, label, bare }: { rows: readonly Row[]; label: string; bare?: boolean }) {
  const { shown, more } = useMore(rows, firstRows, moreRows)
  const [long, short] = [shown.filter(isLong), shown.filter((row) => !isLong(row))]
  return (
    <div className={bare ? undefined : 'rounded-lg border border-line px-3.5 py-1'}>
      {short.length > 0 && <ValueTable label={label} rows={short} />}
      {long.map(([name, value], index) => (
        <LongValue key={`${name}.${index}`} name={name} text={textOf(value)} />
      ))}
      {more('rows')}
    </div>
  )
}

const isLong = ([, value]: Row): boolean => textOf(value).length > firstCharacters

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '')
}

function LongValue({ name, text }: { name: string; text: string }) {
  const [all, setAll] = useState(false)
  return (
    <div className="border-t border-line py-1.5 text-xs first:border-t-0">
      <p className="flex gap-3 text-faint">
        <span className="min-w-0 flex-1 break-words">{name}</span>
        <button
          type="button"
          aria-expanded={all}
          onClick={() => setAll(!all)}
          className="shrink-0 text-link hover:underline"
        >
          {all ? 'Show less' : `Show all ${fullNumber(text.length)} characters`}
        </button>
      </p>
      <pre
        tabIndex={0}
        aria-label={name}
        className="mt-1 max-h-96 overflow-auto rounded bg-sunken px-2.5 py-1.5 break-words whitespace-pre-wrap"
      >
        {all ? text.slice(0, mostCharacters) : `${text.slice(0, firstCharacters)} …`}
        {all && text.length > mostCharacters && ' …'}
      </pre>
    </div>
  )
}
