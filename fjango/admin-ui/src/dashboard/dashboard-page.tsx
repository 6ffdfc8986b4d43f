import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { isProblem } from '../api/client'
import { page as pageQuery, site } from '../api/queries'
import type { Page as PageAnswer } from '../contract'
import { t } from '../i18n'
import { upper } from '../i18n/format'
import { Page } from '../shell/page'
import { Blank, Failure, Skeleton } from '../ui/notice'
import { NavIcon } from '../ui/icons'
import { Link } from '@tanstack/react-router'
import { BlockView } from './blocks'
import css from './dashboard.module.css'

export function HomePage() {
  return <Custom name="home" />
}

export function CustomPage() {
  const { page } = useParams({ strict: false }) as { page: string }
  return <Custom key={page} name={page} />
}

function Custom({ name }: { name: string }) {
  const { data, error, refetch } = useQuery(pageQuery(name))
  const { data: frame } = useQuery(site)
  const group = frame?.nav.find(one => one.items.some(item => item.kind === 'page' && item.key === name))?.group
  const title = name === 'home' ? (data?.title ?? t('shell.overview')) : (data?.title ?? frame?.nav.flatMap(one => one.items).find(item => item.key === name)?.label ?? name)
  const none = name === 'home' && (isProblem(error, 404) || data?.blocks.length === 0)
  return (
    <Page crumbs={[...(group ? [{ label: group }] : []), { label: title }]} title={title}>
      <div className={css.blocks}>
        {none ? <Models /> : error ? <Failure error={error} retry={() => void refetch()} /> : data ? <Blocks page={data} /> : <Skeleton height={160} />}
      </div>
    </Page>
  )
}

function Blocks({ page }: { page: PageAnswer }) {
  return page.blocks.map((block, index) => <BlockView key={index} page={page.key} block={block} />)
}

/** The front page of a site without a dashboard: what there is. */
function Models() {
  const { data } = useQuery(site)
  if (!data) return null
  const models = data.nav.flatMap(group => group.items.filter(item => item.kind === 'model'))
  if (models.length === 0) return <Blank title={t('dashboard.nothing')}>{t('dashboard.nothing-help')}</Blank>
  return (
    <ul className={css.models}>
      {models.map(item => (
        <li key={item.key}>
          <Link to={`/m/${item.key}`}>
            <NavIcon name={item.icon} />
            {upper(item.label)}
          </Link>
        </li>
      ))}
    </ul>
  )
}
