import { useMemo, useState } from 'react'
import { maxDashboardBytes, readDashboard, writeDashboard, type JsonObject } from '#common/dashboards'
import { Button } from '../../../components/button.tsx'
import { CopyWordsButton } from '../../../components/copy.tsx'
import { readJson } from '../import/read-json.ts'
import { Problems } from '../problems.tsx'

type Props = { json: JsonObject; onChange: (json: JsonObject) => void }

/** All of it as text. What cannot be read is told while it is typed, and taken over only when it can. */
export function JsonPart({ json, onChange }: Props) {
  const written = useMemo(() => JSON.stringify(writeDashboard(json), undefined, 2), [json])
  const [text, setText] = useState(written)
  const [seen, setSeen] = useState(written)
  if (written !== seen) {
    setSeen(written)
    setText(written)
  }
  const read = useMemo(() => readJson(text), [text])
  const reading = useMemo(() => ('json' in read ? readDashboard(read.json) : undefined), [read])
  const fatal = reading?.problems.find((problem) => problem.fatal)
  const problem = 'problem' in read ? read.problem : fatal?.text
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          look="primary"
          refusal={problem ?? (text === written ? 'Nothing has changed.' : undefined)}
          onClick={() => 'json' in read && onChange(read.json)}
        >
          Take over
        </Button>
        <Button onClick={() => setText(written)} disabled={text === written}>
          As it was
        </Button>
        <CopyWordsButton text={text}>Copy</CopyWordsButton>
        <span className="text-xs text-faint">
          At most {maxDashboardBytes / 1024 / 1024} MB. Keys that are not known stay.
        </span>
      </div>
      {problem !== undefined && (
        <p role="alert" className="rounded-md bg-down-soft px-3 py-2 text-down">
          {problem}
        </p>
      )}
      {reading && <Problems problems={reading.problems.filter(({ fatal: is }) => !is)} />}
      <textarea
        aria-label="JSON of the dashboard"
        aria-invalid={problem !== undefined || undefined}
        value={text}
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        className="h-[65vh] w-full rounded-lg border border-line-strong bg-surface p-3 font-mono text-xs leading-5 hover:border-muted aria-[invalid=true]:border-down"
      />
    </div>
  )
}
