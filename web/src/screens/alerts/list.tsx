import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import BellRing from 'lucide-react/icons/bell-ring'
import FileInput from 'lucide-react/icons/file-input'
import Plus from 'lucide-react/icons/plus'
import SearchX from 'lucide-react/icons/search-x'
import type { AlertGroup, Project } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { useRowKeys } from '../releases/use-row-keys.ts'
import { RuleFilterBar } from './filter.tsx'
import { GroupCard } from './group-card.tsx'
import { alertGroupsQuery } from './queries.ts'
import { countConditions, fittingRules } from './state.ts'
import { AlertKinds } from './tabs.tsx'

const route = getRouteApi('/$workspace/alerts')

export function AlertRuleList() {
  const { slug: workspace } = useWorkspace()
  const { q, is, project } = route.useSearch()
  const query = useQuery(alertGroupsQuery(workspace))
  const { data: projects } = useQuery(projectsQuery(workspace))
  const groups = query.data
  const isEmpty = groups?.length === 0
  return (
    <Screen
      title="Alerts"
      lead="Rules that look at metrics again and again. One that fires opens an incident, and resolves it when it is over."
      actions={
        <>
          <Link to="/$workspace/alerts/import" params={{ workspace }} className={buttonClass()}>
            <FileInput aria-hidden />
            Import
          </Link>
          <Link to="/$workspace/alerts/new" params={{ workspace }} className={buttonClass('primary')}>
            <Plus aria-hidden />
            Create rule
          </Link>
        </>
      }
    >
      <AlertKinds chosen="rules" />
      {!isEmpty && (
        <RuleFilterBar
          counts={groups && countConditions(fittingRules(groups, { q, is: undefined, project }))}
          projects={projects?.items ?? []}
        />
      )}
      <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
        {(all) => {
          if (all.length === 0) return <NoRules />
          const fitting = fittingRules(all, { q, is, project })
          if (fitting.length > 0) return <Groups groups={fitting} projects={projects?.items ?? []} />
          return (
            <Empty icon={<SearchX />} title="No rule fits this filter">
              {is === 'firing' ? 'None is firing.' : 'Look for something else, or for all of them.'}
            </Empty>
          )
        }}
      </Loaded>
    </Screen>
  )
}

function Groups({ groups, projects }: { groups: readonly AlertGroup[]; projects: readonly Project[] }) {
  const list = useRowKeys()
  return (
    <div ref={list} className="flex flex-col gap-5">
      {groups.map((group) => (
        <GroupCard
          key={group.id}
          group={group}
          projectName={projects.length > 1 ? projects.find(({ id }) => id === group.projectId)?.name : undefined}
        />
      ))}
    </div>
  )
}

function NoRules() {
  const { slug: workspace } = useWorkspace()
  return (
    <Empty
      icon={<BellRing />}
      title="No alert rule yet"
      action={
        <>
          <Link to="/$workspace/alerts/new" params={{ workspace }} className={buttonClass('primary')}>
            Create rule
          </Link>
          <Link to="/$workspace/alerts/import" params={{ workspace }} className={buttonClass()}>
            Import a rule file
          </Link>
        </>
      }
    >
      Write what must not be so in PromQL, see what it would have done last week, and switch it on. Rule files of
      Prometheus can be taken over as they are.
    </Empty>
  )
}
