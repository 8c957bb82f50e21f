import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { AlertGroup } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { toast, toastError } from '../../../components/toast.tsx'
import { counted } from '../../../format.ts'
import { rules, useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { lengthText, readLength } from '../length.ts'
import { groupWith } from './draft.ts'

/** What all rules of the group share. */
export function GroupSettings({ group }: { group: AlertGroup }) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const { id, name, intervalMs, limit, queryOffsetMs, pausedAt } = group
  const read = () => queryClient.invalidateQueries({ queryKey: [workspace, 'alertRules'] })
  const form = useForm({
    initial: {
      ...{ name, interval: lengthText(intervalMs), limit: limit === 0 ? '' : String(limit) },
      offset: queryOffsetMs === 0 ? '' : lengthText(queryOffsetMs),
    },
    rules: {
      name: (values) => rules.filled('A name')(values.name),
      interval: (values) =>
        (readLength(values.interval) ?? 0) < 5000 ? 'Write a length of at least 5 s, such as 1m.' : undefined,
      limit: (values) => (/^\d*$/.test(values.limit.trim()) ? undefined : 'Write a whole number, or nothing.'),
      offset: (values) => (readLength(values.offset) === undefined ? 'Write a length such as 30s.' : undefined),
    },
    submit: async (values) => {
      const body = {
        // None of its rules has this id: all stay as they are.
        ...groupWith(group, { ruleId: '', draft: null }),
        name: values.name.trim(),
        intervalMs: readLength(values.interval) ?? intervalMs,
        limit: Number(values.limit.trim()),
        queryOffsetMs: readLength(values.offset) ?? 0,
      }
      await client.updateAlertRuleGroup({ params: { groupId: id }, body })
      toast({ words: 'Saved. It is so from the next evaluation on.' })
      await read()
    },
  })
  const turn = useMutation({
    mutationFn: () =>
      pausedAt === null
        ? client.pauseAlertRuleGroup({ params: { groupId: id } })
        : client.resumeAlertRuleGroup({ params: { groupId: id } }),
    onSuccess: read,
    onError: toastError,
  })
  return (
    <Section title={`Group ${name}`} className="mt-8 mb-0">
      <Card className="p-4">
        <FormFrame
          form={form}
          action="Save group"
          refusal={refusal}
          aside={
            <Button refusal={refusal} pending={turn.isPending} onClick={() => turn.mutate()}>
              {pausedAt === null ? 'Pause group' : 'Go on evaluating'}
            </Button>
          }
        >
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            <TextField form={form} name="name" label="Name of the group" />
            <TextField
              form={form}
              name="interval"
              label="Evaluated every"
              hint={`Together: ${counted(group.rules.length, 'rule')}.`}
            />
            <TextField
              form={form}
              name="offset"
              label="In the past by"
              placeholder="0s"
              hint="For samples that come late."
            />
            <TextField
              form={form}
              name="limit"
              label="Most alerts of a rule"
              inputMode="numeric"
              placeholder="1000"
              hint="With more, the rule fails."
            />
          </div>
        </FormFrame>
      </Card>
    </Section>
  )
}
