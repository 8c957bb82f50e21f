import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Quota } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { cn } from '../../components/class-names.ts'
import { Confirm } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { useForm } from '../../form.ts'
import { bytes } from '../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { UsageBar } from './bar.tsx'
import { quotasQuery } from './queries.ts'
import { consequence, fillOf, limitRule, limitWords, nowWords, quantity, readLimit } from './quota-words.ts'

type Props = { quota: Quota; whose: string }

export function QuotaRow({ quota, whose }: Props) {
  const refusal = useRefusal('projects.write')
  const [doing, setDoing] = useState<'editing' | 'deleting'>()
  const { used, limit, category, window, resetsAt } = quota
  const fill = fillOf(quota)
  const name = `${whose}: ${limitWords(quota)}`
  return (
    <li className="border-t border-line px-4 py-3 first:border-t-0">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <p className="break-words">
            <span className="font-medium">{whose}</span> <span className="text-muted">{limitWords(quota)}</span>
          </p>
          <div className="mt-2 max-w-xl">
            <UsageBar used={used} limit={limit} fill={fill} label={name} />
          </div>
          <p className="mt-1.5 text-xs text-faint">
            <span className={cn(fill === 'full' && 'font-medium text-down', fill === 'near' && 'text-degraded')}>
              {quantity(category, used)} of {quantity(category, limit)} {nowWords(window)}
              {fill === 'full' && ': nothing more is taken'}
            </span>
            , resets <Time at={resetsAt} />
          </p>
        </div>
        <div className="flex gap-2">
          <Button refusal={refusal} onClick={() => setDoing('editing')}>
            Edit …
          </Button>
          <Button refusal={refusal} onClick={() => setDoing('deleting')}>
            Delete …
          </Button>
        </div>
      </div>
      {doing === 'editing' && <EditLimit quota={quota} whose={whose} onClose={() => setDoing(undefined)} />}
      {doing === 'deleting' && <Deletion quota={quota} whose={whose} onClose={() => setDoing(undefined)} />}
    </li>
  )
}

type DoingProps = Props & { onClose: () => void }

function EditLimit({ quota, whose, onClose }: DoingProps) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const { category, limit } = quota
  const form = useForm({
    initial: { limit: category === 'attachment' && limit > 0 ? bytes(limit) : String(limit) },
    rules: { limit: ({ limit }) => limitRule(limit) },
    submit: async (values) => {
      await client.updateQuota({ params: { quotaId: quota.id }, body: { limit: readLimit(values.limit) ?? 0 } })
      await queryClient.invalidateQueries({ queryKey: quotasQuery(slug).queryKey })
      toast({ words: 'Saved. It holds within two seconds.' })
      onClose()
    },
  })
  const typed = readLimit(form.values.limit)
  return (
    <div className="mt-3 max-w-xl rounded-lg border border-line bg-sunken p-3">
      <FormFrame form={form} action="Save" onCancel={onClose}>
        <TextField
          form={form}
          name="limit"
          label="Limit"
          autoFocus
          inputMode={category === 'attachment' ? 'text' : 'numeric'}
          className="max-w-60"
        />
        {typed !== undefined && form.dirty && (
          <p role="status" className="text-xs text-muted">
            {consequence({ ...quota, limit: typed }, whose === 'The workspace' ? 'the workspace' : whose, quota.used)}
          </p>
        )}
      </FormFrame>
    </div>
  )
}

function Deletion({ quota, whose, onClose }: DoingProps) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  return (
    <Confirm
      open
      onClose={onClose}
      title="Delete the quota?"
      action="Delete quota"
      run={async () => {
        await client.deleteQuota({ params: { quotaId: quota.id } })
        await queryClient.invalidateQueries({ queryKey: quotasQuery(slug).queryKey })
      }}
    >
      {whose}: {limitWords(quota)}. Within two seconds everything is taken in again, as far as no other quota holds.
      What was counted stays counted; what was refused does not come back.
    </Confirm>
  )
}
