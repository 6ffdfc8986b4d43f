// The models and rows of the mock: the same on every start.

/** A small generator of numbers, so that every start has the same rows. */
function mulberry(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const random = mulberry(7)
const pick = list => list[Math.floor(random() * list.length)]
const minutesAgo = n => new Date(Date.now() - n * 60_000).toISOString().replace(/\.\d+Z/, 'Z')
const related = row => row && { id: row.id, repr: row.repr }

const people = ['Ingrid Solberg', 'Mateus Andrade', 'Aiko Tanaka', 'Priya Raghunathan', 'Tomasz Wójcik', 'Amara Okafor', 'Lena Vogel', 'Noah Tremblay', 'Sofía Márquez', 'Henrik Dahl', 'Yara Haddad', 'Jonas Lindqvist']
const cities = ['Oslo Nord', 'Lisboa', 'Osaka', 'Chennai', 'Gdańsk', 'Lagos', 'Leipzig', 'Québec', 'Valencia', 'Bergen', 'Beirut', 'Uppsala']
const topics = ['borrowing', 'lifetimes', 'async', 'macros', 'testing', 'migrations', 'types', 'errors', 'sqlite', 'postgres', 'design', 'release']
const phrases = ['What the compiler taught us about', 'A calm introduction to', 'Ten small lessons on', 'Notes from production:', 'Why we rewrote', 'The quiet beauty of', 'Field notes on', 'Measuring', 'A year with', 'Unlearning']

const text = (label, more = {}) => ({ type: 'string', label, max: 200, ...more })
const date = (label, more = {}) => ({ type: 'datetime', label, ...more })
const all = ['view', 'add', 'change', 'delete', 'export', 'import']
const column = (f, label, more = {}) => ({ f, label, sort: true, ...more })

const users = ['ada', 'grace', 'linus', 'barbara', 'edsger'].map((username, index) => ({ id: String(index + 1), repr: username, values: { username, email: `${username}@example.com`, is_staff: index < 2, is_active: true, joined: minutesAgo(50_000 - index * 900) } }))
const tags = topics.map((name, index) => ({ id: String(index + 1), repr: name, values: { name } }))
const customers = people.map((name, index) => ({ id: String(index + 1), repr: name, values: { name, email: `${name.split(' ')[0].toLowerCase()}@example.com`, city: cities[index] } }))

const posts = Array.from({ length: 200 }, (_, index) => {
  const topic = pick(topics)
  const title = index === 0 ? 'Borrowing, part 1' : `${pick(phrases)} ${topic}${random() < 0.3 ? `, part ${1 + Math.floor(random() * 4)}` : ''}`
  const author = pick(users)
  return {
    id: String(index + 1),
    repr: title,
    values: {
      title,
      slug: title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') + (index ? `-${index + 1}` : ''),
      body: `${title}.\n\nThere is more to say about ${topic} than fits into one evening, so this is a beginning.`,
      status: random() < 0.65 ? 'published' : 'draft',
      author: related(author),
      tags: [...new Set([tags.find(tag => tag.repr === topic), pick(tags)])].map(related),
      created: minutesAgo(Math.round((index * 1.7) ** 1.55) + 2),
    },
  }
})
const comments = Array.from({ length: 320 }, (_, index) => {
  const post = posts[Math.floor(random() * 60)]
  const name = pick(people)
  return { id: String(index + 1), repr: `${name} on ${post.repr}`, values: { post: related(post), name, text: pick(['Thank you, this helped a lot.', 'I disagree with the second half, but well written.', 'Could you show the whole example?', 'Finally somebody says it.']), created: minutesAgo(index * 31 + 5) } }
})
const statuses = ['paid', 'awaiting', 'refunded', 'failed']
const totals = ['1284.00', '89.90', '312.50', '6402.75', '540.00', '198.20', '45.00', '978.10', '251.40', '120.00', '2010.00', '64.00']
const orderStatus = ['paid', 'awaiting', 'refunded', 'paid', 'failed', 'paid', 'paid', 'awaiting', 'paid', 'paid', 'paid', 'refunded']
const ages = [2, 14, 38, 61, 75, 190, 300, 430, 550, 670, 1500, 1700]
const itemCounts = [4, 1, 2, 11, 3, 2, 1, 6, 3, 2, 8, 1]
const orders = Array.from({ length: 480 }, (_, index) => ({
  id: String(10482 - index),
  repr: `#${10482 - index}`,
  values: {
    number: `#${10482 - index}`,
    customer: related(customers[index % 12]),
    email: customers[index % 12].values.email,
    status: index < 12 ? orderStatus[index] : pick(statuses),
    items: index < 12 ? itemCounts[index] : 1 + Math.floor(random() * 9),
    total: index < 12 ? totals[index] : (20 + random() * 1800).toFixed(2),
    ship_to: cities[index % 12],
    placed: minutesAgo(index < 12 ? ages[index] : 1700 + index * 47),
    method: 'standard',
    weight: '1.4',
    note: '',
    tags: index % 3 === 1 ? [{ id: '1', repr: 'wholesale' }, { id: '2', repr: 'fragile' }] : [],
    hold: false,
    hold_reason: null,
    channel: 'Web store',
    invoice: { name: `invoices/INV-2026-${1183 - index}.pdf`, url: `/media/INV-2026-${1183 - index}.pdf` },
  },
}))
const labels = ['wholesale', 'fragile', 'gift', 'express'].map((name, index) => ({ id: String(index + 1), repr: name, values: { name } }))

const choices = (...list) => list.map(([v, label, tone]) => ({ v, label, ...(tone ? { tone } : {}) }))
const list = (columns, more = {}) => ({ columns, order: [], sizes: [50, 25, 100], count: 'exact', paging: 'page', search: true, empty: '–', filters: [], views: [], ...more })
const base = (key, one, many, more) => ({ rev: '1', key, one, many, pk: 'id', can: all, version: true, soft_delete: false, history: true, object_perms: false, view_url: false, actions: [], ...more })

/** Every type of field, for the form that shows them all. */
const every = {
  name: text('Name', { required: true, help: 'One line of text.' }),
  notes: { type: 'text', label: 'Notes', widget: 'markdown' },
  remark: text('Remark', { widget: 'textarea' }),
  email: { type: 'email', label: 'Email', required: true },
  website: { type: 'url', label: 'Website', nullable: true },
  slug: { type: 'slug', label: 'Slug', slug_from: 'name' },
  secret: text('Secret', { widget: 'password' }),
  count: { type: 'integer', label: 'Count', min_value: 0, max_value: 100 },
  big: { type: 'bigint', label: 'Big number' },
  ratio: { type: 'float', label: 'Ratio' },
  price: { type: 'decimal', label: 'Price', scale: 2, unit: 'EUR' },
  volume: { type: 'integer', label: 'Volume', widget: 'slider', min_value: 0, max_value: 10 },
  active: { type: 'boolean', label: 'Active', help: 'Shown to readers.' },
  agreed: { type: 'boolean', label: 'Agreed', widget: 'checkbox' },
  verified: { type: 'boolean', label: 'Verified', nullable: true },
  born: { type: 'date', label: 'Born', nullable: true },
  opens: { type: 'time', label: 'Opens', nullable: true },
  starts: { type: 'datetime', label: 'Starts', nullable: true },
  lasts: { type: 'duration', label: 'Lasts', nullable: true },
  token: { type: 'uuid', label: 'Token', nullable: true },
  size: { type: 'enum', label: 'Size', choices: choices(['s', 'Small'], ['m', 'Medium'], ['l', 'Large']), required: true },
  color: { type: 'enum', label: 'Colour', widget: 'radio', choices: choices(['red', 'Red'], ['blue', 'Blue']) },
  tint: text('Tint', { widget: 'color', nullable: true }),
  meta: { type: 'json', label: 'Meta', nullable: true },
  raw: { type: 'bytes', label: 'Raw', readonly: true },
  owner: { type: 'relation', label: 'Owner', to: 'auth.user', nullable: true, open: true },
  tags: { type: 'relation', label: 'Tags', to: 'blog.tag', many: true, create: true },
  manual: { type: 'file', label: 'Manual', accept: ['.pdf'], max_bytes: 5_242_880, nullable: true },
  photo: { type: 'image', label: 'Photo', accept: ['image/*'], max_bytes: 100_000, nullable: true },
  article: { type: 'text', label: 'Article', widget: 'markdown' },
  reason: text('Reason', { visible_if: { active: { eq: true } }, required: true }),
  created: date('Created', { readonly: true }),
}

export const models = {
  'shop.order': {
    rows: orders,
    icon: 'cart',
    schema: base('shop.order', 'order', 'orders', {
      fields: {
        number: text('Order', { readonly: true }),
        customer: { type: 'relation', label: 'Customer', to: 'shop.customer', required: true, create: true },
        email: { type: 'email', label: 'Email' },
        status: { type: 'enum', label: 'Status', choices: choices(['paid', 'Paid', 'ok'], ['awaiting', 'Awaiting payment', 'warn'], ['refunded', 'Refunded', 'neutral'], ['failed', 'Payment failed', 'danger']) },
        items: { type: 'integer', label: 'Items', readonly: true },
        total: { type: 'decimal', label: 'Total', scale: 2, unit: 'EUR', readonly: true },
        ship_to: text('Ship to'),
        placed: date('Placed', { readonly: true }),
        method: { type: 'enum', label: 'Method', choices: choices(['standard', 'Standard'], ['express', 'Express']) },
        weight: { type: 'decimal', label: 'Parcel weight', scale: 1, unit: 'kg' },
        note: { type: 'text', label: 'Internal note', help: 'Only staff see this.' },
        tags: { type: 'relation', label: 'Tags', to: 'shop.label', many: true, create: true },
        hold: { type: 'boolean', label: 'Hold shipment', help: 'The warehouse skips this order until you release it.' },
        hold_reason: text('Why', { visible_if: { hold: { eq: true } } }),
        channel: text('Channel', { readonly: true }),
        invoice: { type: 'file', label: 'Invoice', readonly: true },
      },
      soft_delete: true,
      list: list([column('number', 'Order', { link: true }), column('customer', 'Customer'), column('status', 'Status', { editable: true }), column('items', 'Items', { align: 'end' }), column('total', 'Total', { align: 'end' }), column('ship_to', 'Ship to'), column('placed', 'Placed')], {
        more: [column('email', 'Email')],
        order: ['-placed'],
        search_help: 'number, customer, email',
        filters: [
          { f: 'placed', label: 'Placed', ops: ['preset', 'between', 'gte', 'lte'] },
          { f: 'status', label: 'Status', ops: ['in', 'not_in'], facets: true },
          { f: 'customer', label: 'Customer', ops: ['in', 'not_in'] },
          { f: 'total', label: 'Total', ops: ['between', 'gte', 'lte'] },
        ],
        views: [
          { key: 'attention', label: 'Needs attention', f: { status: { in: ['awaiting', 'failed'] } } },
          { key: 'refunds', label: 'Refunds this month', f: { status: { eq: 'refunded' } } },
          { key: 'high', label: 'High value', f: { total: { gte: '1000' } }, sort: ['-total'] },
        ],
      }),
      form: {
        main: [
          { section: 'Customer', help: 'Who placed the order and where it goes.', rows: [['customer', 'email']] },
          { section: 'Fulfilment', help: 'Delivery method and internal notes.', rows: [['method', 'weight'], ['note'], ['tags'], ['hold'], ['hold_reason']] },
        ],
        aside: ['total', 'placed', 'channel', 'invoice'],
        save: ['stay', 'another', 'duplicate'],
      },
      actions: [
        { key: 'ship', label: 'Mark shipped', on: ['row', 'bulk'], tone: 'neutral', max: 1000 },
        { key: 'remind', label: 'Send reminder', on: ['row', 'bulk', 'detail'], tone: 'neutral', max: 1000 },
      ],
    }),
  },
  'shop.customer': {
    rows: customers,
    icon: 'users',
    schema: base('shop.customer', 'customer', 'customers', {
      fields: { name: text('Name', { required: true }), email: { type: 'email', label: 'Email', required: true }, city: text('City') },
      list: list([column('name', 'Name', { link: true }), column('email', 'Email'), column('city', 'City')], { order: ['name'] }),
      form: { main: [{ rows: [['name', 'email'], ['city']] }], save: ['stay', 'another'] },
    }),
  },
  'shop.label': {
    rows: labels,
    hidden: true,
    schema: base('shop.label', 'label', 'labels', { fields: { name: text('Name', { required: true }) }, list: list([column('name', 'Name', { link: true })]), form: { main: [{ rows: [['name']] }], save: ['stay'] } }),
  },
  'shop.thing': {
    rows: [],
    icon: 'box',
    schema: base('shop.thing', 'thing', 'things', {
      help: 'Has a field of every type.',
      fields: every,
      list: list([column('name', 'Name', { link: true }), column('email', 'Email'), column('size', 'Size'), column('active', 'Active'), column('price', 'Price'), column('photo', 'Photo'), column('tint', 'Tint'), column('lasts', 'Lasts')]),
      form: {
        main: [
          { section: 'Text', rows: [['name', 'email'], ['website', 'slug'], ['notes'], ['remark'], ['secret', 'token']] },
          { section: 'Numbers', rows: [['count', 'big'], ['ratio', 'price'], ['volume']] },
          { section: 'Choices', rows: [['active', 'agreed'], ['reason'], ['verified', 'size'], ['color', 'tint']] },
          { section: 'Time', rows: [['born', 'opens'], ['starts', 'lasts']] },
          { tabs: [{ label: 'Relations', main: [{ rows: [['owner'], ['tags']] }] }, { label: 'Files', main: [{ rows: [['manual'], ['photo']] }] }, { label: 'More', main: [{ rows: [['meta'], ['article'], ['raw']] }] }] },
        ],
        aside: ['created'],
        save: ['stay', 'another', 'duplicate'],
      },
    }),
  },
  'blog.post': {
    rows: posts,
    icon: 'post',
    schema: base('blog.post', 'post', 'posts', {
      help: 'A post of the blog.',
      fields: {
        title: text('Title', { required: true }),
        slug: { type: 'slug', label: 'Slug', slug_from: 'title' },
        body: { type: 'text', label: 'Body', required: true },
        status: { type: 'enum', label: 'Status', default: 'draft', choices: choices(['draft', 'Draft', 'neutral'], ['published', 'Published', 'ok']) },
        author: { type: 'relation', label: 'Author', to: 'auth.user', required: true, open: true },
        tags: { type: 'relation', label: 'Tags', to: 'blog.tag', many: true, create: true },
        created: date('Created', { readonly: true }),
      },
      soft_delete: true,
      list: list([column('title', 'Title', { link: true, editable: false }), column('author', 'Author'), column('status', 'Status', { editable: true }), column('tags', 'Tags', { sort: false }), column('created', 'Created')], {
        more: [column('slug', 'Slug', { editable: true })],
        order: ['-created'],
        search_help: 'title, body',
        filters: [
          { f: 'status', label: 'Status', ops: ['in', 'not_in'], facets: true },
          { f: 'author', label: 'Author', ops: ['in', 'not_in'] },
          { f: 'created', label: 'Created', ops: ['preset', 'between'] },
          { f: 'title', label: 'Title', ops: ['contains', 'starts'] },
        ],
        views: [{ key: 'drafts', label: 'Drafts', f: { status: { in: ['draft'] } } }],
      }),
      form: {
        main: [
          { section: 'Post', rows: [['title', 'slug'], ['body']] },
          { section: 'Publication', rows: [['author', 'status'], ['tags']] },
          { section: 'Comments', inline: 'comments' },
        ],
        aside: ['created'],
        inlines: {
          comments: { model: 'blog.comment', label: 'Comments', one: 'comment', fk: 'post', style: 'table', order: ['name', 'text'], fields: { name: text('Name', { required: true, max: 80 }), text: { type: 'text', label: 'Text', required: true } }, min: 0, max: 200, extra: 0, page: 50, can: all, open: true },
        },
        save: ['stay', 'another', 'duplicate'],
      },
      actions: [
        { key: 'publish', label: 'Publish', on: ['row', 'bulk', 'detail'], tone: 'ok', confirm: 'Publish {n} {many}?', max: 1000 },
        { key: 'unpublish', label: 'Unpublish', on: ['row', 'bulk', 'detail'], tone: 'danger', form: { order: ['reason'], fields: { reason: { type: 'text', label: 'Reason', required: true, help: 'The author is told.' } } }, max: 1000 },
      ],
    }),
  },
  'blog.comment': {
    rows: comments,
    icon: 'comment',
    schema: base('blog.comment', 'comment', 'comments', {
      fields: { post: { type: 'relation', label: 'Post', to: 'blog.post', required: true, open: true }, name: text('Name', { required: true }), text: { type: 'text', label: 'Text', required: true }, created: date('Created', { readonly: true }) },
      list: list([column('name', 'Name', { link: true }), column('text', 'Text'), column('post', 'Post'), column('created', 'Created')], { order: ['-created'], paging: 'keyset', count: 'estimate', filters: [{ f: 'post', label: 'Post', ops: ['in'] }, { f: 'created', label: 'Created', ops: ['preset', 'between'] }] }),
      form: { main: [{ rows: [['post'], ['name'], ['text']] }], aside: ['created'], save: ['stay', 'another'] },
    }),
  },
  'blog.tag': {
    rows: tags,
    icon: 'tag',
    schema: base('blog.tag', 'tag', 'tags', { fields: { name: text('Name', { required: true, max: 40 }) }, list: list([column('name', 'Name', { link: true })], { order: ['name'] }), form: { main: [{ rows: [['name']] }], save: ['stay', 'another'] } }),
  },
  'auth.user': {
    rows: users,
    icon: 'user',
    schema: base('auth.user', 'user', 'users', {
      fields: { username: text('Username', { required: true }), email: { type: 'email', label: 'Email' }, is_staff: { type: 'boolean', label: 'Staff' }, is_active: { type: 'boolean', label: 'Active' }, joined: date('Joined', { readonly: true }) },
      list: list([column('username', 'Username', { link: true }), column('email', 'Email'), column('is_staff', 'Staff'), column('is_active', 'Active', { editable: true }), column('joined', 'Joined')], { order: ['username'], filters: [{ f: 'is_staff', label: 'Staff', ops: ['eq'] }] }),
      form: { main: [{ rows: [['username', 'email'], ['is_staff', 'is_active']] }], aside: ['joined'], save: ['stay'] },
    }),
  },
}

export const nav = [
  { group: 'Shop', items: ['shop.order', 'shop.customer', 'shop.thing'] },
  { group: 'Blog', items: ['blog.post', 'blog.comment', 'blog.tag'] },
  { group: 'Access', items: ['auth.user'] },
]

export function home() {
  const days = 60
  const start = Math.floor(Date.now() / 86_400_000 - days) * 86_400
  const times = Array.from({ length: days }, (_, index) => start + index * 86_400)
  const wave = (size, noise, seed) => {
    const next = mulberry(seed)
    return times.map((_, index) => Math.round(size + Math.sin(index / 7) * size * 0.35 + next() * noise))
  }
  return {
    key: 'home',
    title: 'Overview',
    blocks: [
      {
        kind: 'stats',
        stats: [
          { label: 'Posts', value: '200', note: '+12 this week', tone: 'ok', to: '/m/blog.post' },
          { label: 'Drafts', value: '68', note: '9 older than a month', tone: 'warn', to: '/m/blog.post?view=drafts' },
          { label: 'Comments', value: '320', note: '+41 this week', tone: 'ok', to: '/m/blog.comment' },
          { label: 'Authors', value: '5', note: 'steady', to: '/m/auth.user' },
        ],
      },
      { kind: 'chart', title: 'Readers', style: 'area', times, series: [{ label: 'Readers', values: wave(180, 40, 3) }, { label: 'Visits', values: wave(290, 90, 5) }] },
      { kind: 'table', title: 'Most discussed', columns: [{ label: 'Post', numeric: false }, { label: 'Author', numeric: false }, { label: 'Comments', numeric: true }], rows: posts.slice(0, 5).map((post, index) => ({ cells: [post.repr, post.values.author.repr, 42 - index * 7], to: `/m/blog.post/${post.id}` })) },
      { kind: 'list', title: 'Latest comments', items: comments.slice(0, 5).map(comment => ({ label: `${comment.values.name}: ${comment.values.text}`, note: comment.values.created, to: `/m/blog.comment/${comment.id}` })) },
    ],
  }
}
