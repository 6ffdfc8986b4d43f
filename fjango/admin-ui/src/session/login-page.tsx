import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { siteTitle } from '../api/client'
import { client, session } from '../api/queries'
import { t } from '../i18n'
import { SignInForm } from './sign-in-form'
import css from './session.module.css'

/** Only a path of this admin is followed after signing in, never another site's address. */
const safe = (next: string | undefined) => (next && /^\/(?![/\\])/.test(next) ? next : '/')

export function LoginPage() {
  const navigate = useNavigate()
  const { next } = useSearch({ strict: false }) as { next?: string }
  const title = siteTitle || t('sign-in.admin')
  useEffect(() => {
    document.title = `${t('sign-in.title')} · ${title}`
  }, [title])
  return (
    <main className={css.page}>
      <div className={css.box}>
        <div className={css.brand}>
          <span className={css.mark} aria-hidden />
          <h1>{title}</h1>
        </div>
        <div className={css.panel}>
          <SignInForm
            onDone={async answer => {
              client.clear()
              client.setQueryData(session.queryKey, answer)
              await navigate({ href: safe(next), replace: true })
            }}
          />
        </div>
      </div>
    </main>
  )
}
