/**
 * What the sandbox's PlayCamp has to offer: campaigns, creators, and coupons of
 * every kind, so that each reply that is documented can be had. What the
 * profile's samples name joins them.
 */

export type CampaignStatus =
  | "DRAFT"
  | "PENDING_REVIEW"
  | "REJECTED"
  | "PENDING_EXPOSURE"
  | "EXPOSED"
  | "IN_PROGRESS"
  | "COMPLETED"
  | "CANCELLED";

/** Language → text. */
export type Localized = Readonly<Record<string, string>>;

export interface Campaign {
  readonly campaignId: string;
  readonly projectId: string;
  readonly campaignName: Localized;
  readonly description: Localized;
  /** ISO 8601, or null where it is open. */
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly status: CampaignStatus;
}

export interface Creator {
  readonly creatorId: number;
  readonly creatorName: string;
  readonly genre: string | null;
  /** Five of A–Z and 0–9. */
  readonly creatorKey: string;
  readonly status: "ACTIVE" | "INACTIVE";
}

export interface RewardItem {
  readonly itemId: string;
  readonly itemName: Localized;
  readonly itemQuantity: number;
  readonly itemImageUrl?: string;
}

/** What may be wrong with a code before anybody has used it. */
type CouponState = "ACTIVE" | "INACTIVE" | "NOT_YET_VALID" | "EXPIRED";

export interface CouponPackage {
  readonly packageId: number;
  readonly packageNo: number;
  readonly packageName: Localized;
  readonly description: Localized;
  readonly reward: readonly [RewardItem, ...RewardItem[]];
  /** How often one user may use one code. */
  readonly perCodeUsageLimit: number;
  /** How often one user may use codes of this package, whoever's they are. */
  readonly crossCreatorLimit: number;
  /** How often its codes may be used in all. */
  readonly maxTotalUsage: number;
  readonly state: CouponState;
}

export interface Coupon {
  /** Upper case. */
  readonly code: string;
  readonly creatorKey: string;
  readonly campaignId: string;
  readonly pack: CouponPackage;
}

export interface Catalogue {
  readonly campaigns: readonly Campaign[];
  readonly creators: readonly Creator[];
  readonly packages: readonly CouponPackage[];
  readonly coupons: readonly Coupon[];
}

export const PROJECT = "project_sandbox";
export const DEFAULT_CAMPAIGN = "campaign_default";

/** Known in test mode alone. */
export const TEST_CREATORS: readonly Creator[] = [1, 2, 3].map((number) => ({
  creatorId: 900 + number,
  creatorName: `Test creator ${number}`,
  genre: null,
  creatorKey: `TEST${number}`,
  status: "ACTIVE",
}));

const CAMPAIGNS: readonly Campaign[] = [
  campaign(DEFAULT_CAMPAIGN, "Welcome campaign", "환영 캠페인", "IN_PROGRESS"),
  campaign("campaign_upcoming", "Next season", "다음 시즌", "PENDING_EXPOSURE"),
  campaign("campaign_ended", "Last season", "지난 시즌", "COMPLETED"),
];

const CREATORS: readonly Creator[] = [
  creator(101, "LUNA7", "Luna", "RPG"),
  creator(102, "K9MAX", "Max", "FPS"),
  creator(103, "ZOE42", "Zoe", null),
  creator(104, "TSTR1", "Tester", "Puzzle"),
];

const GEMS: RewardItem = {
  itemId: "gem_pack_small",
  itemName: { en: "Gems", ko: "보석" },
  itemQuantity: 100,
  itemImageUrl: "https://example.com/items/gem_pack_small.png",
};
const POTION: RewardItem = {
  itemId: "stamina_potion",
  itemName: { en: "Stamina potion", ko: "스태미나 물약" },
  itemQuantity: 5,
};

type EndingAndPackage = readonly [ending: string, CouponPackage];

/** The last part of a code says which package it is of, such as `LUNA7-WELCOME`. */
const PACKAGES: readonly [EndingAndPackage, ...EndingAndPackage[]] = [
  pack(1, "WELCOME", ["Welcome package", "환영 패키지"], [GEMS, POTION]),
  pack(2, "TWICE", ["Twice for each", "두 번까지"], [POTION], {
    perCodeUsageLimit: 2,
    crossCreatorLimit: 100,
  }),
  pack(3, "LIMITED", ["The first two only", "선착순 두 명"], [GEMS], { maxTotalUsage: 2 }),
  pack(4, "INACTIVE", ["Switched off", "중지됨"], [GEMS], { state: "INACTIVE" }),
  pack(5, "LATER", ["Not yet", "예정"], [GEMS], { state: "NOT_YET_VALID" }),
  pack(6, "EXPIRED", ["Over", "만료"], [GEMS], { state: "EXPIRED" }),
];

export interface CatalogueAdditions {
  readonly campaigns: readonly string[];
  readonly creators: readonly string[];
  readonly coupons: readonly string[];
}

/** @param additions what a partner's own tests go by; whatever is known already stands once */
export function createCatalogue(additions: CatalogueAdditions): Catalogue {
  const campaigns = [
    ...CAMPAIGNS,
    ...unknown(additions.campaigns, CAMPAIGNS, ({ campaignId }) => campaignId).map((id) =>
      campaign(id, id, id, "IN_PROGRESS"),
    ),
  ];
  const creators = [
    ...CREATORS,
    ...unknown(additions.creators, CREATORS, ({ creatorKey }) => creatorKey).map((key, at) =>
      creator(201 + at, key, key, null),
    ),
  ];
  const coupons = creators.flatMap(({ creatorKey }) =>
    PACKAGES.map(([ending, made]) => coupon(`${creatorKey}-${ending}`, creatorKey, made)),
  );
  const [[, first]] = PACKAGES;
  const codes = additions.coupons.map((code) => code.toUpperCase());
  const own = unknown(codes, coupons, ({ code }) => code).map((code) =>
    coupon(code, "LUNA7", first),
  );
  const packages = PACKAGES.map(([, made]) => made);
  return { campaigns, creators, packages, coupons: [...coupons, ...own] };
}

/** @param isTest also those of test mode */
export function creatorOf(catalogue: Catalogue, key: string, isTest: boolean): Creator | null {
  const known = isTest ? [...catalogue.creators, ...TEST_CREATORS] : catalogue.creators;
  return known.find(({ creatorKey }) => creatorKey === key) ?? null;
}

/** The one that counts where none is named; null when none is under way. */
export function activeCampaign({ campaigns }: Catalogue): Campaign | null {
  return campaigns.find(({ status }) => status === "IN_PROGRESS") ?? null;
}

function unknown<Known>(
  wanted: readonly string[],
  known: readonly Known[],
  idOf: (each: Known) => string,
): readonly string[] {
  return [...new Set(wanted)].filter((id) => !known.some((each) => idOf(each) === id));
}

function coupon(code: string, creatorKey: string, made: CouponPackage): Coupon {
  return { code, creatorKey, campaignId: DEFAULT_CAMPAIGN, pack: made };
}

function pack(
  number: number,
  ending: string,
  [en, ko]: readonly [string, string],
  reward: CouponPackage["reward"],
  limits: Partial<CouponPackage> = {},
): EndingAndPackage {
  return [
    ending,
    {
      packageId: 1000 + number,
      packageNo: number,
      packageName: { en, ko },
      description: { en, ko },
      reward,
      perCodeUsageLimit: 1,
      crossCreatorLimit: 1,
      maxTotalUsage: 10_000,
      state: "ACTIVE",
      ...limits,
    },
  ];
}

function campaign(campaignId: string, en: string, ko: string, status: CampaignStatus): Campaign {
  const name = { en, ko };
  const isOpen = status === "IN_PROGRESS";
  return {
    campaignId,
    projectId: PROJECT,
    campaignName: name,
    description: name,
    startDate: "2026-01-01T00:00:00.000Z",
    endDate: isOpen ? null : "2026-12-31T23:59:59.999Z",
    status,
  };
}

function creator(
  creatorId: number,
  creatorKey: string,
  creatorName: string,
  genre: string | null,
): Creator {
  return { creatorId, creatorName, genre, creatorKey, status: "ACTIVE" };
}
