import { useState } from 'react'
import { staffClient, type PreviewBreachNoticeResult } from '../../staff-api.ts'
import { Confirm, Dialog } from '../../components/dialog.tsx'
import { Button } from '../../components/button.tsx'
import { TextArea } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { counted } from '../../format.ts'
import { closed, useRefresh } from './breach-state.tsx'
import { Row, Rows } from './pages.tsx'
import type { Breach } from './queries.ts'

const shownAtOnce = 20

/** Exactly the owners of the workspaces concerned, each told once. */
export function BreachOwners({ breach }: { breach: Breach }) {
  const waiting = breach.recipients.filter(({ toldAt }) => toldAt === null)
  const [all, setAll] = useState(false)
  const shown = all ? breach.recipients : breach.recipients.slice(0, shownAtOnce)
  return (
    <Section title={`Owners: ${waiting.length === 0 ? 'all told' : `${counted(waiting.length, 'owner')} to be told`}`}>
      <Rows>
        {shown.map(({ id, name, email, workspaces, toldAt }) => (
          <Row
            key={id}
            actions={
              toldAt ? (
                <span className="text-xs text-muted">
                  Told <Time at={toldAt} />
                </span>
              ) : (
                <span className="text-xs text-degraded">Not told yet</span>
              )
            }
          >
            <span className="font-medium">{name}</span> <span className="text-xs break-all text-faint">{email}</span>
            <p className="text-xs break-words text-faint">{workspaces.join(', ')}</p>
          </Row>
        ))}
        {shown.length === 0 && <Row>Nobody owns a workspace that is concerned.</Row>}
      </Rows>
      {shown.length < breach.recipients.length && (
        <Button className="mt-3" onClick={() => setAll(true)}>
          Show all {breach.recipients.length}
        </Button>
      )}
      {waiting.length > 0 && <Tell breach={breach} count={waiting.length} />}
    </Section>
  )
}

function Tell({ breach, count }: { breach: Breach; count: number }) {
  const [preview, setPreview] = useState<PreviewBreachNoticeResult>()
  const [telling, setTelling] = useState(false)
  const refresh = useRefresh()
  const params = { breachId: breach.id }
  const form = useForm({
    initial: { text: '' },
    rules: { text: ({ text }) => rules.filled('The text')(text) },
    draft: `breach ${breach.id}`,
    submit: async ({ text }) => setPreview(await staffClient.previewBreachNotice({ params, body: { text } })),
  })
  return (
    <Card className="mt-3 p-4">
      <FormFrame form={form} action="Preview" refusal={closed(breach)}>
        <TextArea
          form={form}
          name="text"
          label="Mail to the owners"
          hint="What happened, what it means for them, what you do about it, and what they can do. The kinds of data and their workspaces are added."
        />
      </FormFrame>
      <Dialog open={preview !== undefined && !telling} title="The mail" onClose={() => setPreview(undefined)}>
        <div className="flex flex-col gap-3 overflow-y-auto px-5 pb-5">
          <p className="font-medium">{preview?.subject}</p>
          <pre
            className="max-h-72 overflow-y-auto rounded-md border border-line bg-sunken p-3 text-xs whitespace-pre-wrap"
            tabIndex={0}
          >
            {preview?.text}
          </pre>
          <p className="text-muted">
            As the first of {counted(preview?.recipients.length ?? count, 'owner')} gets it. Nothing was sent yet.
          </p>
          <div className="flex justify-end gap-2">
            <Button onClick={() => setPreview(undefined)}>Back</Button>
            <Button look="primary" onClick={() => setTelling(true)}>
              Tell {counted(preview?.recipients.length ?? count, 'owner')} …
            </Button>
          </div>
        </div>
      </Dialog>
      <Confirm
        open={telling}
        onClose={() => {
          setTelling(false)
          setPreview(undefined)
        }}
        title={`Tell ${counted(count, 'owner')}?`}
        action="Send the mails"
        run={async () => {
          const { told } = await staffClient.tellBreachOwners({ params, body: { text: form.values.text } })
          form.reset()
          await refresh()
          toast({ words: `${counted(told, 'owner')} will get the mail within minutes.` })
        }}
      >
        Each of them gets the mail once, now. It cannot be taken back.
      </Confirm>
    </Card>
  )
}
