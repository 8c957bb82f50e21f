import { staffClient } from '../../staff-api.ts'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { useForm } from '../../form.ts'
import { absolute } from '../../format.ts'
import { closed, useRefresh } from './breach-state.tsx'
import { toLocal } from './breach-form.tsx'
import type { Breach } from './queries.ts'

/** GDPR Art. 33: within 72 hours. It is notified elsewhere; here it is recorded. */
export function Authority({ breach }: { breach: Breach }) {
  const refresh = useRefresh()
  const form = useForm({
    initial: { notifiedAt: toLocal(new Date()), reference: '' },
    rules: { notifiedAt: ({ notifiedAt }) => (Number.isNaN(Date.parse(notifiedAt)) ? 'This is no time.' : undefined) },
    submit: async ({ notifiedAt, reference }) => {
      await staffClient.recordBreachAuthority({
        params: { breachId: breach.id },
        body: {
          notifiedAt: new Date(notifiedAt).toISOString(),
          reference: reference.trim() === '' ? null : reference,
        },
      })
      await refresh()
    },
  })
  return (
    <Section title="Authority">
      <Card className="p-4">
        {breach.authorityNotifiedAt ? (
          <p>
            Notified {absolute(new Date(breach.authorityNotifiedAt))}
            {breach.authorityReference && <>, reference {breach.authorityReference}</>}.
          </p>
        ) : (
          <>
            <p className="mb-4 text-pretty text-muted">
              To be notified by{' '}
              <strong className="font-medium text-text">{absolute(new Date(breach.authorityDeadline))}</strong> (
              <Time at={breach.authorityDeadline} />
              ), 72 hours after it was noticed. You are reminded after 24, 48 and 66 hours.
            </p>
            <FormFrame form={form} action="Record" refusal={closed(breach)}>
              <div className="flex flex-wrap gap-4">
                <TextField form={form} name="notifiedAt" label="Notified at" type="datetime-local" className="w-60" />
                <TextField
                  form={form}
                  name="reference"
                  label="Reference"
                  hint="Of the authority, if there is one."
                  className="w-60"
                />
              </div>
            </FormFrame>
          </>
        )}
      </Card>
    </Section>
  )
}
