import { useQueryClient } from '@tanstack/react-query'
import KeyRound from 'lucide-react/icons/key-round'
import Plus from 'lucide-react/icons/plus'
import { useState } from 'react'
import { client, type Factors } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { toast } from '../../components/toast.tsx'
import { rules, useForm } from '../../form.ts'
import { makePasskey, passkeysWork } from '../../passkeys.ts'

type Passkey = Factors['passkeys'][number]

export function Passkeys({ passkeys }: { passkeys: readonly Passkey[] }) {
  const queryClient = useQueryClient()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const add = async (): Promise<void> => {
    setPending(true)
    setProblem(undefined)
    try {
      const { id, rawId, response } = await makePasskey()
      const { clientDataJSON, attestationObject } = response
      await client.addPasskey({
        body: {
          label: `Passkey ${passkeys.length + 1}`,
          response: { id, rawId, type: 'public-key', response: { clientDataJSON, attestationObject } },
        },
      })
      await queryClient.invalidateQueries({ queryKey: ['you'] })
      toast({ words: 'The passkey is added. Give it a name that says where it is.' })
    } catch (error) {
      setProblem(error)
    } finally {
      setPending(false)
    }
  }
  return (
    <Section
      title="Passkeys"
      actions={
        <Button
          icon={<Plus aria-hidden />}
          pending={pending}
          refusal={passkeysWork ? undefined : 'This browser has no passkeys.'}
          onClick={() => void add()}
        >
          Add a passkey
        </Button>
      }
    >
      <Card>
        {problem !== undefined && (
          <div className="p-4 pb-0">
            <ErrorLine error={problem} />
          </div>
        )}
        {passkeys.length === 0 ? (
          <p className="p-4 text-muted">
            A passkey signs you in with your finger, your face or a security key, and cannot be given away to a false
            site. It needs no password and no code.
          </p>
        ) : (
          passkeys.map((passkey) => <PasskeyRow key={passkey.id} passkey={passkey} />)
        )}
      </Card>
    </Section>
  )
}

function PasskeyRow({ passkey }: { passkey: Passkey }) {
  const queryClient = useQueryClient()
  const [doing, setDoing] = useState<'renaming' | 'removing'>()
  const params = { passkeyId: passkey.id }
  const form = useForm({
    initial: { label: passkey.label },
    rules: { label: ({ label }) => rules.filled('A name')(label) },
    submit: async (body) => {
      await client.updatePasskey({ params, body })
      await queryClient.invalidateQueries({ queryKey: ['you'] })
      setDoing(undefined)
    },
  })
  return (
    <div className="border-b border-line px-4 py-2.5 last:border-b-0">
      {doing === 'renaming' ? (
        <FormFrame form={form} action="Save" onCancel={() => setDoing(undefined)}>
          <TextField form={form} name="label" label="Name" autoFocus className="max-w-sm" />
        </FormFrame>
      ) : (
        <div className="flex items-center gap-3">
          <KeyRound className="size-4 shrink-0 text-faint" aria-hidden />
          <span className="min-w-0 flex-1 truncate font-medium">{passkey.label}</span>
          <Button look="quiet" onClick={() => setDoing('renaming')}>
            Rename
          </Button>
          <Button look="quiet" onClick={() => setDoing('removing')}>
            Remove …
          </Button>
        </div>
      )}
      <Confirm
        open={doing === 'removing'}
        onClose={() => setDoing(undefined)}
        title={`Remove ${passkey.label}?`}
        action="Remove passkey"
        run={async () => {
          await client.removePasskey({ params })
          await queryClient.invalidateQueries({ queryKey: ['you'] })
        }}
      >
        It no longer signs you in. Your other sessions end. Delete it on the device as well.
      </Confirm>
    </div>
  )
}
