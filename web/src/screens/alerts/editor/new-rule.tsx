import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ArrowLeft from 'lucide-react/icons/arrow-left'
import type { AlertGroup, Project } from '../../../api.ts'
import { Loaded } from '../../../components/loaded.tsx'
import { useTitle } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { useClient, useWorkspace } from '../../../session.ts'
import { projectsQuery } from '../../projects/queries.ts'
import { readLength } from '../length.ts'
import { alertGroupsQuery } from '../queries.ts'
import { emptyForm, groupWith, ruleDraftOf } from './draft.ts'
import { RuleEditor } from './rule-editor.tsx'
import { ruleRules } from './rule-fields.tsx'

const route = getRouteApi('/$workspace/alerts/new')

export function NewAlertRule() {
  useTitle('New alert rule')
  const { slug: workspace } = useWorkspace()
  const groups = useQuery(alertGroupsQuery(workspace))
  const projects = useQuery(projectsQuery(workspace))
  return (
    <div className="relative mx-auto w-full max-w-7xl px-4 py-5 md:px-8 md:py-6">
      <Link
        to="/$workspace/alerts"
        params={{ workspace }}
        className="-ml-1 inline-flex items-center gap-1 rounded p-1 text-muted hover:text-text"
      >
        <ArrowLeft className="size-4" aria-hidden />
        Alerts
      </Link>
      <h1 className="mt-1 mb-5 text-xl font-semibold tracking-tight">New alert rule</h1>
      <Loaded query={groups} skeleton={<Skeleton className="h-96 w-full" />}>
        {(all) => (
          <Loaded query={projects} skeleton={<Skeleton className="h-96 w-full" />}>
            {({ items }) => <Create groups={all} projects={items} />}
          </Loaded>
        )}
      </Loaded>
    </div>
  )
}

function Create({ groups, projects }: { groups: AlertGroup[]; projects: readonly Project[] }) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = route.useNavigate()
  const { group: wanted, expr } = route.useSearch()
  const chosen = groups.find(({ id }) => id === wanted)?.id ?? groups[0]?.id ?? ''
  const form = useForm({
    initial: { ...emptyForm(projects[0]?.id ?? '', chosen), expr: expr ?? '' },
    rules: ruleRules,
    submit: async (values) => {
      const draft = ruleDraftOf(values)
      const group = groups.find(({ id }) => id === values.groupId)
      const saved = group
        ? await client.updateAlertRuleGroup({ params: { groupId: group.id }, body: groupWith(group, { draft }) })
        : await client.createAlertRuleGroup({
            body: {
              projectId: values.projectId,
              name: values.groupName.trim(),
              intervalMs: readLength(values.interval) ?? 60_000,
              rules: [draft],
            },
          })
      await queryClient.invalidateQueries({ queryKey: [workspace, 'alertRules'] })
      toast({ words: 'Saved. It is evaluated from the next time of its group on.' })
      const ruleId = saved.rules.at(-1)?.id
      if (ruleId) await navigate({ to: '/$workspace/alerts/$ruleId', params: { workspace, ruleId } })
    },
  })
  return (
    <RuleEditor
      form={form}
      groups={groups}
      projects={projects}
      isNew
      action="Create rule"
      onCancel={() => void navigate({ to: '/$workspace/alerts', params: { workspace } })}
    />
  )
}
