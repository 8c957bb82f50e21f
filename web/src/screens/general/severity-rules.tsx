import { useQuery, useQueryClient } from '@tanstack/react-query'
import Plus from 'lucide-react/icons/plus'
import type { Project, SeverityRule } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'
import { SeverityRuleRow } from './severity-rule-row.tsx'
import { severityRulesQuery } from './severity-queries.ts'

const maxRules = 50

/** How bad an incident is until somebody says it: the first rule that matches, else its level. */
export function SeverityRules() {
  const { slug } = useWorkspace()
  const query = useQuery(severityRulesQuery(slug))
  const { data: projects } = useQuery(projectsQuery(slug))
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
      {({ rules }) => <Rules rules={rules} projects={projects?.items ?? []} />}
    </Loaded>
  )
}

function Rules({ rules, projects }: { rules: SeverityRule[]; projects: Project[] }) {
  const client = useClient()
  const { slug } = useWorkspace()
  const queryClient = useQueryClient()
  const refusal = useRefusal('workspace.write')
  const form = useForm({
    initial: { rules },
    submit: async (body) => {
      const { changed, ...saved } = await client.setSeverityRules({ body })
      queryClient.setQueryData(severityRulesQuery(slug).queryKey, saved)
      toast({ words: `Saved. ${counted(changed, 'incident')} ${changed === 1 ? 'has' : 'have'} another severity now.` })
    },
  })
  const set = (next: SeverityRule[]): void => form.set('rules', next)
  const drafts = form.values.rules
  return (
    <Card className="grid gap-4 p-4">
      <p className="text-pretty text-muted">
        The first rule that matches counts. Without one, fatal is critical, error is high, warning is medium, and the
        rest is low. What somebody set on an incident itself stays.
      </p>
      <FormFrame form={form} action="Save" refusal={refusal ?? (form.dirty ? undefined : 'Nothing was changed.')}>
        {drafts.length > 0 && (
          <ol className="rounded-md border border-line" aria-label="Rules">
            {drafts.map((rule, place) => (
              <SeverityRuleRow
                // Rules have no names; their places are what they are known by.
                key={place}
                place={place}
                count={drafts.length}
                rule={rule}
                projects={projects}
                refusal={refusal}
                onChange={(changed) => set(drafts.with(place, changed))}
                onRemove={() => set(drafts.toSpliced(place, 1))}
                onMove={(by) => set(drafts.toSpliced(place, 1).toSpliced(place + by, 0, rule))}
              />
            ))}
          </ol>
        )}
        {form.errors['rules'] && (
          <p role="alert" className="text-xs text-down">
            {form.errors['rules']}
          </p>
        )}
        <div>
          <Button
            icon={<Plus aria-hidden />}
            refusal={refusal ?? (drafts.length >= maxRules ? `There are at most ${maxRules} rules.` : undefined)}
            onClick={() => set([...drafts, { severity: 'critical', levels: [], environment: null, projectId: null }])}
          >
            Add a rule
          </Button>
        </div>
      </FormFrame>
    </Card>
  )
}
