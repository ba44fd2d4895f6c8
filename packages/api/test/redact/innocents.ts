import {
  BASE62,
  BASE64_URL,
  CROCKFORD,
  DIGITS,
  HEX,
  LOWER,
  type Random,
  UPPER,
  uuid
} from './random.ts';
import type { Make } from './secrets.ts';

const WORDS = [
  'order',
  'batch',
  'churn',
  'nightly',
  'export',
  'customer',
  'retry',
  'invoice',
  'web',
  'job'
];
const two = (value: number): string => String(value).padStart(2, '0');
const day = ({ below }: Random): string =>
  `20${two(20 + below(8))}-${two(1 + below(12))}-${two(1 + below(28))}`;
const time = ({ below }: Random): string => `${two(below(24))}:${two(below(60))}:${two(below(60))}`;
const compact = (text: string): string => text.replace(/[-:]/g, '');

/** Ids and names that people trace by, by kind: none of them is a secret. */
export const INNOCENTS: Readonly<Record<string, Make>> = {
  uuid,
  'uuid in capitals': random => uuid(random).toUpperCase(),
  'uuid without dashes (nginx)': ({ text }) => text(HEX, 32),
  'uuid with a prefix': random => `${random.pick(WORDS)}-${uuid(random)}`,
  'two uuids': random => `${uuid(random)}/${uuid(random)}`,
  'uuid of a tenant': random => `tenant:acme:${uuid(random)}`,
  '32 hex with a prefix': ({ text }) => `req-${text(HEX, 32)}`,
  ULID: ({ text }) => `01H${text(CROCKFORD, 23)}`,
  'ULID with a prefix': ({ text, pick }) => `${pick(WORDS)}_01J${text(CROCKFORD, 23)}`,
  KSUID: ({ text }) => `2${text(BASE62, 26)}`,
  nanoid: ({ text }) => text(BASE64_URL, 21),
  cuid: ({ text }) => `c${text(LOWER + DIGITS, 24)}`,
  xid: ({ text }) => `c${text('0123456789abcdefghijklmnopqrstuv', 19)}`,
  'MongoDB ObjectId': ({ text }) => `65f1${text(HEX, 20)}`,
  'W3C traceparent': ({ text }) => `00-${text(HEX, 32)}-${text(HEX, 16)}-01`,
  'span id': ({ text }) => text(HEX, 16),
  'X-Ray trace id': ({ text }) => `1-${text(HEX, 8)}-${text(HEX, 24)}`,
  'X-Ray header': ({ text }) => `Root=1-${text(HEX, 8)}-${text(HEX, 24)};Sampled=1`,
  'Google trace context': ({ text }) => `${text(HEX, 32)}/${text('123456789', 18)};o=1`,
  'B3 header': ({ text }) => `${text(HEX, 32)}-${text(HEX, 16)}-1`,
  'Cloudflare ray': ({ text, pick }) => `${text(HEX, 16)}-${pick(['FRA', 'ZRH', 'SFO'])}`,
  'Stripe request id': ({ text }) => `req_${text(BASE62, 14)}`,
  'Stripe object id': ({ text, pick }) =>
    `${pick(['evt', 'cus', 'ch', 'in'])}_1${text(BASE62, 23)}`,
  'completion id': ({ text }) => `chatcmpl-${text(BASE62, 29)}`,
  snowflake: ({ text }) => `1${text(DIGITS, 18)}`,
  'Discord snowflake': ({ text }) => `9${text(DIGITS, 17)}`,
  'number of 10 digits': ({ text }) => `1${text(DIGITS, 9)}`,
  'number of 12 digits': ({ text }) => `8${text(DIGITS, 11)}`,
  'number of 17 digits': ({ text }) => `7${text(DIGITS, 16)}`,
  'number of 19 digits': ({ text }) => `4${text(DIGITS, 18)}`,
  'order number': ({ text, pick }) => `${pick(WORDS)}-${text(DIGITS, 10)}`,
  'epoch seconds': ({ text }) => `17${text(DIGITS, 8)}`,
  'epoch milliseconds': ({ text }) => `17${text(DIGITS, 11)}`,
  'epoch microseconds': ({ text }) => `17${text(DIGITS, 14)}`,
  'epoch nanoseconds': ({ text }) => `17${text(DIGITS, 17)}`,
  'epoch with a fraction': ({ text }) => `17${text(DIGITS, 8)}.${text(DIGITS, 3)}`,
  date: day,
  'ISO 8601 time': random => `${day(random)}T${time(random)}Z`,
  'ISO 8601 time with a zone': random => `${day(random)}T${time(random)}.123+01:00`,
  'date and time': random => `${day(random)} ${time(random)}`,
  'compact time': random => compact(`${day(random)}${time(random)}`),
  'run by time': random => `run_${compact(day(random))}_${compact(time(random))}_000001`,
  'batch by day': random => `${random.pick(WORDS)}-${day(random)}-0001`,
  'date of Europe': ({ below }) => `${two(1 + below(28))}.${two(1 + below(12))}.2024`,
  'date of America': ({ below }) => `${two(1 + below(12))}/${two(1 + below(28))}/2024`,
  version: ({ below }) => `${below(20)}.${below(40)}.${below(400)}`,
  'version with a build': ({ below, text }) =>
    `v${below(20)}.${below(40)}.0-rc.1+${text(DIGITS, 8)}`,
  'package and version': ({ pick, below }) =>
    `${pick(['lodash', 'express'])}@${below(20)}.${below(20)}.1`,
  pod: ({ pick, text }) => `${pick(WORDS)}-${text('bcdf2456789', 10)}-${text('bcdf2456789', 5)}`,
  'IPv4 address and port': ({ below }) =>
    `10.${below(255)}.${below(255)}.${below(255)}:${8000 + below(999)}`,
  'path of a model': ({ pick, below }) => `models/${pick(WORDS)}_classifier/versions/${below(40)}`,
  'name in snake case': ({ pick }) =>
    pick([
      'skin_thickness_mm',
      'pk_customer_account',
      'hf_admissions_count',
      'npm_downloads_month',
      'task_token_count',
      'num_password_resets',
      'sk_unemployment_rate',
      'session_count_30d'
    ]),
  'name in camel case': ({ pick }) =>
    pick([
      'totalNumberOfCustomerTransactions2023',
      'tokenCount',
      'averageSessionDuration',
      'keyAccountManager',
      'secretaryName',
      'passengerClass'
    ]),
  prose: ({ pick }) =>
    pick([
      'token-bucket-7',
      'basic plan',
      'Token ring 7',
      'bearer bond',
      'password reset flow',
      'secretary: Jane',
      'skiing-holiday-in-april',
      '@mention',
      'a@b',
      'x @ 3.50',
      'tokens: 128',
      'max_tokens=256',
      'session=7',
      'primary_key=42',
      'key: value',
      'sort_key=date',
      'passport photo',
      'author=smith',
      'compass: north'
    ]),
  'id in a pair': ({ pick, below }) =>
    `${pick(['id', 'row', 'page', 'shard', 'customer_id'])}=${below(1e6)}`,
  'grouped number': ({ text, pick }) =>
    `${pick(['sku', 'art'])}-${text(DIGITS, 4)}-${text(DIGITS, 4)}-${text(DIGITS, 4)}`,
  'number with thousands': ({ text }) =>
    `1${text(DIGITS, 1)} ${text(DIGITS, 3)} ${text(DIGITS, 3)} ${text(DIGITS, 3)}`,
  'short commit id': ({ text }) => text(HEX, 7),
  'image tag': ({ text, pick }) => `registry.example.com/${pick(WORDS)}:${text(HEX, 12)}`,
  'load balancer id': ({ text }) => text(UPPER + DIGITS, 16),
  'API gateway request id': ({ text }) => `${text(BASE62, 15)}=`,
  'uuid and attempt': random => `${uuid(random)}#${random.below(9)}`,
  'nanoid with words': ({ text, pick }) =>
    `${pick(WORDS)}-${text(BASE62, 10)}-${pick(WORDS)}-${text(BASE62, 8)}`
};
