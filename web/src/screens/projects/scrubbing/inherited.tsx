import { Link } from '@tanstack/react-router'
import type { InheritedRule } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { counted } from '../../../format.ts'
import { useWorkspace } from '../../../session.ts'
import { ruleWords, type Origin } from './words.ts'

const names: Record<Origin, string> = { default: 'Default', workspace: 'Workspace', project: 'Project' }

/** What works before the project's own rules; it can take none of them back. */
export function Inherited({ rules, hits }: { rules: readonly InheritedRule[]; hits: readonly number[] | undefined }) {
  const { slug } = useWorkspace()
  return (
    <details
      className="rounded-lg border border-line bg-sunken"
      open={rules.some(({ origin }) => origin === 'workspace')}
    >
      <summary className="px-4 py-2.5 hover:bg-hover">
        <span className="font-medium">Inherited</span>{' '}
        <span className="text-muted">
          {rules.length === 0 ? 'nothing: the workspace has switched the defaults off' : counted(rules.length, 'rule')}{' '}
          before those of the project
        </span>
      </summary>
      <ol className="border-t border-line py-1">
        {rules.map(({ origin, rule }, index) => (
          <li key={`${origin} ${index} ${ruleWords(rule)}`} className="flex flex-wrap items-baseline gap-x-3 px-4 py-1">
            <span className="w-20 shrink-0 text-xs text-faint">{names[origin]}</span>
            <span className="min-w-0 flex-1 break-words">{ruleWords(rule)}</span>
            {hits && (
              <span className={cn('text-xs', hits[index] ? 'font-medium text-text' : 'text-faint')}>
                {hits[index] ? counted(hits[index], 'place') : '–'}
              </span>
            )}
          </li>
        ))}
      </ol>
      <p className="border-t border-line px-4 py-2 text-xs text-faint">
        They are changed for all projects in{' '}
        <Link to="/$workspace/settings/privacy" params={{ workspace: slug }} className="text-link">
          Privacy
        </Link>
        .
      </p>
    </details>
  )
}
