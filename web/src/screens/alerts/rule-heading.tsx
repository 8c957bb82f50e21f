import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import type { AlertRuleDetail } from '../../api.ts'
import { Time } from '../../components/time.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { lengthText } from './length.ts'
import { conditionOf } from './state.ts'
import { RuleStatePill } from './state-words.tsx'

export function RuleHeading({ rule }: { rule: AlertRuleDetail }) {
  const { slug: workspace } = useWorkspace()
  const { data: projects } = useQuery(projectsQuery(workspace))
  const { name, group, since, severity, kind } = rule
  return (
    <>
      <Link
        to="/$workspace/alerts"
        params={{ workspace }}
        className="-ml-1 inline-flex items-center gap-1 rounded p-1 text-muted hover:text-text"
      >
        <ArrowLeft className="size-4" aria-hidden />
        Alerts
      </Link>
      <header className="mt-1 mb-5">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">
            <bdi>{name}</bdi>
          </h1>
          <RuleStatePill condition={conditionOf(rule, group)} />
          {since !== null && (
            <span className="text-muted">
              since <Time at={since} />
            </span>
          )}
        </div>
        <p className="mt-1 flex flex-wrap gap-x-3 text-muted">
          <span>{group.name}</span>
          <span>{projects?.items.find(({ id }) => id === group.projectId)?.name}</span>
          <span>every {lengthText(group.intervalMs)}</span>
          {kind === 'recording' ? <span>records a series</span> : <span>severity {severity ?? 'high'}</span>}
        </p>
      </header>
    </>
  )
}
