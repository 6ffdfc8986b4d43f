import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { isProblem, request, setCsrf } from '../api/client'
import type { Session } from '../contract'
import { t } from '../i18n'
import { Failure } from '../ui/notice'
import css from './session.module.css'

interface Props {
  /** Who signs in, when that is settled: then only the password is asked. */
  username?: string
  /** Confirms the password of a session that goes on. */
  confirm?: boolean
  onDone: (session: Session) => void
}

export function SignInForm({ username, confirm, onDone }: Props) {
  const [name, setName] = useState(username ?? '')
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const session = await request<Session>(confirm ? '/reauth' : '/login', {
        method: 'POST',
        body: confirm ? { password } : { username: name.trim(), password },
      })
      setCsrf(session.csrf)
      onDone(session)
    } catch (problem) {
      setError(problem)
      setPassword('')
    } finally {
      setBusy(false)
    }
  }

  const wrong = isProblem(error, 401)
  return (
    <form className={css.form} onSubmit={submit}>
      {error !== null && !wrong && (
        <Failure error={error}>
          {isProblem(error, 429) && error.body.retry_after ? <p>{t('sign-in.wait', { n: Math.ceil(error.body.retry_after / 60) })}</p> : null}
        </Failure>
      )}
      {!confirm && (
        <TextInput
          label={t('sign-in.username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          readOnly={!!username}
          autoFocus={!username}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
      )}
      <TextInput
        label={t('sign-in.password')}
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={username || confirm ? true : undefined}
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        error={wrong ? t(confirm ? 'sign-in.wrong-password' : 'sign-in.wrong') : undefined}
      />
      <Checkbox label={t('sign-in.show')} checked={shown} onChange={event => setShown(event.currentTarget.checked)} />
      <Button type="submit" variant="filled" fullWidth loading={busy}>
        {t(confirm ? 'sign-in.confirm' : 'sign-in.submit')}
      </Button>
    </form>
  )
}
