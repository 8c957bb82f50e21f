import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { AlertGroup, AlertRule } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { Section } from '../../../components/screen.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast.tsx'
import { useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { alertGroupsQuery } from '../queries.ts'
import { formOf, groupWith, ruleDraftOf } from './draft.ts'
import { GroupSettings } from './group-settings.tsx'
import { RuleEditor } from './rule-editor.tsx'
import { ruleRules } from './rule-fields.tsx'

/** The rule within its group as that is now: what somebody else changed meanwhile is a conflict, and is not lost. */
export function EditRule({ ruleId }: { ruleId: string }) {
  const { slug: workspace } = useWorkspace()
  const groups = useQuery(alertGroupsQuery(workspace))
  return (
    <Loaded query={groups} skeleton={<Skeleton className="h-96 w-full" />}>
      {(all) => {
        const group = all.find(({ rules }) => rules.some(({ id }) => id === ruleId))
        const rule = group?.rules.find(({ id }) => id === ruleId)
        if (!group || !rule) return <p className="text-muted">The rule is not here any more.</p>
        return <Edit key={`${ruleId} ${group.version}`} group={group} rule={rule} groups={all} />
      }}
    </Loaded>
  )
}

type Props = { group: AlertGroup; rule: AlertRule; groups: readonly AlertGroup[] }

function Edit({ group, rule, groups }: Props) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const form = useForm({
    initial: formOf(rule, group),
    rules: ruleRules,
    submit: async (values) => {
      const body = groupWith(group, { ruleId: rule.id, draft: ruleDraftOf(values) })
      await client.updateAlertRuleGroup({ params: { groupId: group.id }, body })
      toast({ words: 'Saved. It is so from the next evaluation on.' })
      await queryClient.invalidateQueries({ queryKey: [workspace, 'alertRules'] })
    },
  })
  return (
    <>
      <RuleEditor form={form} groups={groups} projects={[]} isNew={false} action="Save" />
      <GroupSettings group={group} />
      <DeleteRule group={group} rule={rule} />
    </>
  )
}

function DeleteRule({ group, rule }: Omit<Props, 'groups'>) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal('projects.write')
  const [open, setOpen] = useState(false)
  const isLast = group.rules.length === 1
  return (
    <Section title="Delete" className="mt-8 mb-0">
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-64 text-muted">
          With what is known of its alerts{isLast && ', and its group, which has no other rule'}. Incidents that it
          opened stay.
        </p>
        <Button look="danger" refusal={refusal} onClick={() => setOpen(true)}>
          Delete …
        </Button>
      </div>
      <Confirm
        open={open}
        onClose={() => setOpen(false)}
        title={`Delete ${rule.name}?`}
        action="Delete rule"
        typeName={rule.name}
        run={async () => {
          const params = { groupId: group.id }
          if (isLast) await client.deleteAlertRuleGroup({ params })
          else {
            const body = groupWith(group, { ruleId: rule.id, draft: null })
            await client.updateAlertRuleGroup({ params, body })
          }
          await navigate({ to: '/$workspace/alerts', params: { workspace } })
          await queryClient.invalidateQueries({ queryKey: [workspace, 'alertRules'] })
        }}
      >
        Its alerts end without a word and its history is deleted; nothing brings it back. Incidents that it opened stay
        as they are.
      </Confirm>
    </Section>
  )
}
