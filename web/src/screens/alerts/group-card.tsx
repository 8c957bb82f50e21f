import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import Ellipsis from 'lucide-react/icons/ellipsis'
import { useState } from 'react'
import type { AlertGroup } from '../../api.ts'
import { IconButton } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Menu, MenuItem } from '../../components/menu.tsx'
import { Card } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast, toastError } from '../../components/toast.tsx'
import { counted } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { saveText } from '../../save-as.ts'
import { lengthText } from './length.ts'
import { RuleHeader, RuleRow } from './row.tsx'

type Props = { group: AlertGroup; projectName: string | undefined }

export function GroupCard({ group, projectName }: Props) {
  const { name, intervalMs, missedCount, missedAt, pausedAt, rules } = group
  return (
    <section aria-label={`Group ${name}`}>
      <div className="mb-2 flex min-h-7 items-center gap-3">
        <h2 className="min-w-0 truncate text-sm font-semibold">
          <bdi>{name}</bdi>
        </h2>
        <p className="flex min-w-0 flex-1 flex-wrap gap-x-3 text-xs text-muted">
          <span>every {lengthText(intervalMs)}</span>
          {projectName && <span>{projectName}</span>}
          {missedCount > 0 && missedAt !== null && (
            <span className="text-degraded">
              {counted(missedCount, 'evaluation')} missed, the last <Time at={missedAt} />
            </span>
          )}
          {pausedAt !== null && (
            <span>
              paused <Time at={pausedAt} />
            </span>
          )}
        </p>
        <GroupMenu group={group} />
      </div>
      <Card>
        <RuleHeader />
        <ul>
          {rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} group={group} />
          ))}
        </ul>
      </Card>
    </section>
  )
}

function GroupMenu({ group: { id, name, projectId, pausedAt, rules } }: { group: AlertGroup }) {
  const { slug: workspace } = useWorkspace()
  const client = useClient()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const refusal = useRefusal('projects.write')
  const [deleting, setDeleting] = useState(false)
  const read = () => queryClient.invalidateQueries({ queryKey: [workspace, 'alertRules'] })
  const turn = useMutation({
    mutationFn: () =>
      pausedAt === null
        ? client.pauseAlertRuleGroup({ params: { groupId: id } })
        : client.resumeAlertRuleGroup({ params: { groupId: id } }),
    onSuccess: async () => {
      toast({
        words: pausedAt === null ? 'Paused. Its rules are not evaluated.' : 'Evaluated again from its next time on.',
      })
      await read()
    },
    onError: toastError,
  })
  const save = useMutation({
    mutationFn: () => client.exportAlertRules({ query: { projectId, groupId: id } }),
    onSuccess: ({ text }) => saveText(text, `${name.replaceAll(/[^\w.-]+/g, '-')}.yaml`),
    onError: toastError,
  })
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for group ${name}`}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem
          onClick={() => void navigate({ to: '/$workspace/alerts/new', params: { workspace }, search: { group: id } })}
        >
          Add a rule
        </MenuItem>
        <MenuItem disabled={refusal !== undefined} onClick={() => turn.mutate()}>
          {pausedAt === null ? 'Pause' : 'Go on evaluating'}
        </MenuItem>
        <MenuItem onClick={() => save.mutate()}>Export as a rule file</MenuItem>
        <MenuItem disabled={refusal !== undefined} onClick={() => setDeleting(true)}>
          Delete …
        </MenuItem>
      </Menu>
      <Confirm
        open={deleting}
        onClose={() => setDeleting(false)}
        title={`Delete ${name}?`}
        action="Delete group"
        typeName={name}
        run={async () => {
          await client.deleteAlertRuleGroup({ params: { groupId: id } })
          await read()
        }}
      >
        {counted(rules.length, 'rule')} and what is known of their alerts are deleted. Incidents that they opened stay,
        as does what they recorded.
      </Confirm>
    </>
  )
}
