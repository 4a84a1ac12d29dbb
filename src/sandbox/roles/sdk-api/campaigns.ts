/** The campaign endpoints: read by either key, the packages by the client key alone. */
import type { ServedReply } from "../../../core/server.js";
import type { Campaign, Catalogue, CouponPackage } from "./catalogue.js";
import type { SdkResource, SdkRoute } from "./endpoints.js";
import { pagedReply, plainReply } from "./plain-replies.js";
import { errorReply } from "./sdk-api-replies.js";

export const campaignsResource: SdkResource = {
  id: "campaigns",
  title: "campaigns: list, /{id}, /{id}/creators",
  routes: ({ catalogue }): readonly SdkRoute[] => [
    {
      method: "GET",
      path: "campaigns",
      keys: "both",
      answer: ({ query }) => pagedReply(query, catalogue.campaigns),
    },
    {
      method: "GET",
      path: "campaigns/:",
      keys: "both",
      answer: (_, id) => ofCampaign(catalogue, id, (campaign) => campaign),
    },
    {
      method: "GET",
      path: "campaigns/:/creators",
      keys: "both",
      answer: (_, id) => ofCampaign(catalogue, id, () => catalogue.creators),
    },
    {
      method: "GET",
      path: "campaigns/:/packages",
      keys: "client",
      answer: (_, id) => ofCampaign(catalogue, id, () => catalogue.packages.map(packageJson)),
    },
  ],
};

function ofCampaign(
  { campaigns }: Catalogue,
  id: string,
  tell: (campaign: Campaign) => unknown,
): ServedReply {
  const campaign = campaigns.find(({ campaignId }) => campaignId === id);
  return campaign === undefined
    ? errorReply(404, `There is no campaign ${id}`)
    : plainReply(200, tell(campaign));
}

/** With its first item by name, as PlayCamp's clients read it, and all of them. */
function packageJson({ description, reward, state: _, ...pack }: CouponPackage) {
  const [{ itemId, itemName, itemQuantity }] = reward;
  return { ...pack, itemName, itemDescription: description, itemId, itemQuantity, reward };
}
