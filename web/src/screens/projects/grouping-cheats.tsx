const matchers = [
  ...['type:', 'value:', 'path:', 'function:', 'module:', 'package:', 'message:', 'level:', 'logger:'],
  ...['environment:', 'release:', 'platform:', 'attribute.name:'],
]
const variables = [
  ...['default', 'type', 'value', 'message', 'function', 'module', 'level', 'logger', 'environment', 'release'],
  ...['platform', 'route', 'attribute.name'],
].map((name) => `{{ ${name} }}`)

const examples: { line: string; says: string }[] = [
  {
    line: 'type:HttpError path:*/partner/* -> partner {{ attribute.region }}',
    says: 'Calls of the partner: one incident for each region',
  },
  {
    line: 'value:"*timed out*" -> {{ default }} {{ environment }}',
    says: 'Split by environment what we would put together',
  },
  {
    line: 'message:"*connection refused*" !environment:dev -> network',
    says: 'One incident for all of them, but not in dev',
  },
  { line: 'path:**/generated/** -app -group', says: 'Generated code is not ours, and never decides' },
]

type Props = {
  /** Goes to the caret. */
  onWord: (word: string) => void
  /** Goes below the line of the caret. */
  onLine: (line: string) => void
}

/** What a line can be made of; a press puts it in. */
export function GroupingCheats({ onWord, onLine }: Props) {
  return (
    <aside aria-label="What a rule can be made of" className="grid gap-4 rounded-md bg-sunken px-3 py-2.5 text-xs">
      <section>
        <h3 className="mb-1 font-medium text-muted">On the left: all must match</h3>
        <Words words={matchers} onWord={onWord} />
        <p className="mt-1.5 text-muted">
          <code>*</code> any text, <code>?</code> one character, <code>!</code> in front: nothing may match, quotes hold
          words together.
        </p>
      </section>
      <section>
        <h3 className="mb-1 font-medium text-muted">
          After <code>-&gt;</code>: what to group by
        </h3>
        <Words words={['->', ...variables]} onWord={onWord} />
        <p className="mt-1.5 text-muted">
          <code>{'{{ default }}'}</code> is what we would have done. Or, for frames:
        </p>
        <div className="mt-1.5">
          <Words words={['+app', '-app', '+group', '-group']} onWord={onWord} />
        </div>
      </section>
      <section>
        <h3 className="mb-1 font-medium text-muted">Examples</h3>
        <ul className="grid gap-1.5">
          {examples.map(({ line, says }) => (
            <li key={line}>
              <button
                type="button"
                onClick={() => onLine(line)}
                className="w-full rounded-md border border-line bg-raised px-2 py-1.5 text-left hover:border-line-strong"
              >
                <span className="block text-muted">{says}</span>
                <code className="block break-words">{line}</code>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  )
}

function Words({ words, onWord }: { words: readonly string[]; onWord: (word: string) => void }) {
  return (
    <ul className="flex flex-wrap gap-1">
      {words.map((word) => (
        <li key={word}>
          <button
            type="button"
            onClick={() => onWord(word)}
            aria-label={`Insert ${word}`}
            className="rounded border border-line bg-raised px-1.5 py-0.5 font-mono text-2xs hover:border-line-strong pointer-coarse:px-2 pointer-coarse:py-1.5"
          >
            {word}
          </button>
        </li>
      ))}
    </ul>
  )
}
