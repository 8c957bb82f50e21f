import { CompletingLine } from '../../components/completing-line.tsx'
import { useTyped } from '../../typed.ts'
import { completions, tokenHints, tokenValues, type TokenName } from './filter.ts'
import { ownerValues } from './filter-query.ts'
import { useKnown } from './use-known.ts'

/** Typing is taken over after this pause. */
const pauseMs = 400

type Props = { line: string; onChange: (line: string) => void; known: Partial<Record<TokenName, readonly string[]>> }

/** One line of tokens and words that completes itself. */
export function FilterLine({ line, onChange, known }: Props) {
  const named = useKnown()
  const [text, setText, send] = useTyped(line, onChange, pauseMs)
  const values = {
    ...known,
    ...tokenValues,
    project: named.projects.map(({ name }) => name),
    owner: ownerValues(named),
  }
  return (
    <div className="relative min-w-0 flex-1">
      <CompletingLine
        label="Filter incidents"
        does="Filter"
        placeholder='Filter: is:open owner:me severity:critical "card expired"'
        text={text}
        setText={setText}
        send={send}
        complete={(typed, caret) => completions(typed, caret, values)}
        hintOf={hintOf}
        className="text-base"
      />
    </div>
  )
}

/** Only beside the name of a token. */
function hintOf(option: string): string | undefined {
  return Object.entries(tokenHints).find(([name]) => option === `${name}:`)?.[1]
}
