import type { RuleFileImport } from '../../api.ts'
import { sentence } from '../../api.ts'
import { cn } from '../../components/class-names.ts'
import { Card } from '../../components/screen.tsx'
import { counted } from '../../format.ts'

type Change = RuleFileImport['groups'][number]['change']

const looks: Record<Change, { word: string; sign: string; text: string }> = {
  added: { word: 'added', sign: '+', text: 'text-up' },
  changed: { word: 'changed', sign: '~', text: 'text-degraded' },
  unchanged: { word: 'unchanged', sign: '=', text: 'text-faint' },
  removed: { word: 'removed', sign: '−', text: 'text-down' },
}

/** What stands where in the file that no rule can be. */
export function FileProblems({ problems, text }: { problems: RuleFileImport['problems']; text: string }) {
  if (problems.length === 0) return null
  const lines = text.split('\n')
  return (
    <div role="alert" className="rounded-md bg-down-soft px-3 py-2 text-down">
      <p className="font-medium">{counted(problems.length, 'problem')}; nothing is taken from this file.</p>
      <ul className="mt-1 flex flex-col gap-1.5">
        {problems.map(({ line, column, message }) => (
          <li key={`${line}:${column} ${message}`} className="min-w-0">
            <p className="break-words">
              Line {line}, character {column}: {sentence(message)}
            </p>
            <pre aria-hidden className="overflow-x-auto text-xs leading-4 text-muted">
              {lines[line - 1]?.slice(0, 200)}
            </pre>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function FilePreview({ groups }: { groups: RuleFileImport['groups'] }) {
  return (
    <Card>
      <ul aria-label="What would change">
        {groups.map((group) => (
          <li key={group.name} className="border-b border-line px-4 py-3 last:border-b-0">
            <p className="flex flex-wrap items-baseline gap-x-3">
              <span className="font-medium">
                <bdi>{group.name}</bdi>
              </span>
              <Sign change={group.change} />
            </p>
            <ul className="mt-1 flex flex-col gap-0.5">
              {group.rules.map(({ kind, name, change }, at) => (
                <li key={`${at} ${name}`} className="flex min-w-0 items-baseline gap-3 text-sm">
                  <Sign change={change} />
                  <code className="min-w-0 truncate">{name}</code>
                  <span className="text-xs text-faint">{kind === 'recording' && 'records'}</span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Sign({ change }: { change: Change }) {
  const { word, sign, text } = looks[change]
  return (
    <span className={cn('w-22 shrink-0 text-xs whitespace-nowrap', text)}>
      <span aria-hidden className="mr-1 inline-block w-3 font-mono">
        {sign}
      </span>
      {word}
    </span>
  )
}
