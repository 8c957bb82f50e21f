import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client, type Factors } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CopyField, CopyWordsButton } from '../../components/copy.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toastError } from '../../components/toast.tsx'
import type { AddTotpResult } from '../../../../api/client.ts'
import { rules, useForm } from '../../form.ts'
import { counted } from '../../format.ts'

export function Totp({ factors }: { factors: Factors }) {
  const [adding, setAdding] = useState<AddTotpResult>()
  const [codes, setCodes] = useState<string[]>()
  const begin = (): void => void client.addTotp().then(setAdding, toastError)
  return (
    <Section
      title="Authenticator"
      actions={!factors.totp.enabled && !adding && !codes && <Button onClick={begin}>Set up …</Button>}
    >
      <Card className="p-4">
        {codes ? (
          <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />
        ) : factors.totp.enabled ? (
          <Enabled factors={factors} onCodes={setCodes} />
        ) : adding ? (
          <Adding
            secret={adding}
            onCancel={() => setAdding(undefined)}
            onDone={(recoveryCodes) => {
              setAdding(undefined)
              setCodes(recoveryCodes)
            }}
          />
        ) : (
          <p className="text-muted">
            An app on your phone shows a new code every half minute. Whoever has only your password then gets no
            further.
          </p>
        )}
      </Card>
    </Section>
  )
}

function Adding({
  secret,
  onCancel,
  onDone,
}: {
  secret: AddTotpResult
  onCancel: () => void
  onDone: (codes: string[]) => void
}) {
  const queryClient = useQueryClient()
  const form = useForm({
    initial: { code: '' },
    rules: { code: ({ code }) => rules.filled('The code')(code) },
    submit: async ({ code }) => {
      const { recoveryCodes } = await client.confirmTotp({ body: { code: code.replaceAll(/\s/g, '') } })
      onDone(recoveryCodes)
      await queryClient.invalidateQueries({ queryKey: ['you'] })
    },
  })
  return (
    <div className="grid gap-5 sm:grid-cols-[auto_minmax(0,1fr)]">
      <img
        src={`data:image/svg+xml,${encodeURIComponent(secret.qrCode)}`}
        alt="QR code for the authenticator; the same secret stands beside it as text"
        className="size-44 rounded-lg border border-line bg-white p-2"
      />
      <div className="flex min-w-0 flex-col gap-4">
        <p>Scan the code with your authenticator app, then type what it shows.</p>
        <CopyField label="Or type the secret into the app" value={secret.secret} />
        <FormFrame form={form} action="Switch on" onCancel={onCancel}>
          <TextField
            form={form}
            name="code"
            label="Code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={9}
            autoFocus
            className="max-w-40"
          />
        </FormFrame>
      </div>
    </div>
  )
}

function Enabled({ factors, onCodes }: { factors: Factors; onCodes: (codes: string[]) => void }) {
  const queryClient = useQueryClient()
  const [doing, setDoing] = useState<'replacing' | 'removing'>()
  const { confirmedAt } = factors.totp
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <p className="min-w-0 flex-1 basis-60">
          On
          {confirmedAt && (
            <>
              , since <Time at={confirmedAt} />
            </>
          )}
          .{' '}
          <span className={factors.recoveryCodesLeft < 3 ? 'text-down' : 'text-muted'}>
            {counted(factors.recoveryCodesLeft, 'recovery code')} left.
          </span>
        </p>
        <Button onClick={() => setDoing('replacing')}>New recovery codes …</Button>
        <Button onClick={() => setDoing('removing')}>Switch off …</Button>
      </div>
      <Confirm
        open={doing === 'replacing'}
        onClose={() => setDoing(undefined)}
        title="Make new recovery codes?"
        action="Make new codes"
        run={async () => {
          const { recoveryCodes } = await client.replaceRecoveryCodes()
          onCodes(recoveryCodes)
          await queryClient.invalidateQueries({ queryKey: ['you'] })
        }}
      >
        The codes that you have now stop working.
      </Confirm>
      <Confirm
        open={doing === 'removing'}
        onClose={() => setDoing(undefined)}
        title="Switch the authenticator off?"
        action="Switch off"
        run={async () => {
          await client.removeTotp()
          await queryClient.invalidateQueries({ queryKey: ['you'] })
        }}
      >
        Your password alone then signs you in, unless you have a passkey. The recovery codes end, and so do your other
        sessions.
      </Confirm>
    </>
  )
}

function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div role="status">
      <p className="mb-3">
        <strong className="font-medium">Keep these recovery codes now.</strong> They are shown this once. Each signs you
        in one time when the phone is lost.
      </p>
      <ul className="mb-4 grid max-w-md gap-x-6 gap-y-1 rounded-md border border-line bg-sunken p-3 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyWordsButton text={codes.join('\n')}>Copy all</CopyWordsButton>
        <Button look="primary" onClick={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  )
}
