"""What a live Saleor is asked and told: a connection is called `page`, a mutation's answer `result`."""

from __future__ import annotations

PAGE_INFO = "pageInfo { hasNextPage endCursor }"

VERSION = "query { shop { version } }"

GOODS = f"""query($channel: String!, $after: String) {{
  page: productVariants(first: 100, channel: $channel, after: $after) {{
    edges {{ node {{
      id sku
      stocks {{ warehouse {{ id }} quantity quantityAllocated quantityReserved }}
      channelListings {{ channel {{ id slug }} price {{ amount }} }}
    }} }}
    {PAGE_INFO}
  }}
}}"""

_ORDER = """id status externalReference created updatedAt
      lines { productSku quantity } total { gross { amount } } totalCharged { amount }"""

ORDERS = f"""query($channel: String!, $after: String) {{
  page: orders(first: 100, channel: $channel, after: $after) {{
    edges {{ node {{ {_ORDER} }} }}
    {PAGE_INFO}
  }}
}}"""

DRAFTS = f"""query($after: String) {{
  page: draftOrders(first: 100, after: $after) {{
    edges {{ node {{ {_ORDER} channel {{ id slug }} }} }}
    {PAGE_INFO}
  }}
}}"""

CHECK_OUT = """mutation($input: CheckoutCreateInput!) {
  result: checkoutCreate(input: $input) {
    errors { field code }
    checkout { id shippingMethods { id } }
  }
}"""

DELIVER = """mutation($id: ID!, $method: ID!) {
  result: checkoutDeliveryMethodUpdate(id: $id, deliveryMethodId: $method) { errors { field code } }
}"""

COMPLETE = """mutation($id: ID!) {
  result: checkoutComplete(id: $id) { errors { field code } order { id } }
}"""

CANCEL = "mutation($id: ID!) { result: orderCancel(id: $id) { errors { field code } } }"

SET_STOCK = """mutation($variant: ID!, $stocks: [StockInput!]!) {
  result: productVariantStocksUpdate(variantId: $variant, stocks: $stocks) { errors { field code } }
}"""

SET_PRICE = """mutation($variant: ID!, $input: [ProductVariantChannelListingAddInput!]!) {
  result: productVariantChannelListingUpdate(id: $variant, input: $input) { errors { field code } }
}"""

APPS = f"""query($after: String) {{
  page: apps(first: 100, after: $after) {{ edges {{ node {{ id identifier manifestUrl }} }} {PAGE_INFO} }}
}}"""

INSTALLATIONS = "query { rows: appsInstallations { id status manifestUrl } }"

DELETE_APP = "mutation($id: ID!) { result: appDelete(id: $id) { errors { field code } } }"

FORGET_INSTALLATION = """mutation($id: ID!) {
  result: appDeleteFailedInstallation(id: $id) { errors { field code } }
}"""

CHANNELS = "query { channels { id slug name } }"

CREATE_CHANNEL = """mutation($input: ChannelCreateInput!) {
  result: channelCreate(input: $input) { errors { field code } channel { id } }
}"""

DELETE_CHANNEL = """mutation($id: ID!, $input: ChannelDeleteInput) {
  result: channelDelete(id: $id, input: $input) { errors { field code } }
}"""

ORDER_KEYS = f"""query($channel: String!, $after: String) {{
  page: orders(first: 100, channel: $channel, after: $after) {{
    edges {{ node {{ id status }} }}
    {PAGE_INFO}
  }}
}}"""

CANCEL_ORDERS = "mutation($ids: [ID!]!) { result: orderBulkCancel(ids: $ids) { errors { field code } } }"

DELETE_DRAFT = "mutation($id: ID!) { result: draftOrderDelete(id: $id) { errors { field code } } }"

PRODUCTS = f"""query($channel: String!, $after: String) {{
  page: products(first: 100, channel: $channel, after: $after) {{ edges {{ node {{ id }} }} {PAGE_INFO} }}
}}"""

DELETE_PRODUCTS = "mutation($ids: [ID!]!) { result: productBulkDelete(ids: $ids) { errors { field code } } }"

CATEGORIES = f"""query($after: String) {{
  page: categories(first: 100, after: $after) {{ edges {{ node {{ id slug name }} }} {PAGE_INFO} }}
}}"""

DELETE_CATEGORIES = """mutation($ids: [ID!]!) {
  result: categoryBulkDelete(ids: $ids) { errors { field code } }
}"""

PRODUCT_TYPES = f"""query($after: String) {{
  page: productTypes(first: 100, after: $after) {{ edges {{ node {{ id slug name }} }} {PAGE_INFO} }}
}}"""

DELETE_PRODUCT_TYPE = "mutation($id: ID!) { result: productTypeDelete(id: $id) { errors { field code } } }"

ATTRIBUTES = f"""query($after: String) {{
  page: attributes(first: 100, after: $after) {{ edges {{ node {{ id slug name }} }} {PAGE_INFO} }}
}}"""

DELETE_ATTRIBUTES = """mutation($ids: [ID!]!) {
  result: attributeBulkDelete(ids: $ids) { errors { field code } }
}"""

ZONES = f"""query($after: String) {{
  page: shippingZones(first: 100, after: $after) {{ edges {{ node {{ id name }} }} {PAGE_INFO} }}
}}"""

DELETE_ZONE = "mutation($id: ID!) { result: shippingZoneDelete(id: $id) { errors { field code } } }"

WAREHOUSES = f"""query($after: String) {{
  page: warehouses(first: 100, after: $after) {{ edges {{ node {{ id slug name }} }} {PAGE_INFO} }}
}}"""

DELETE_WAREHOUSE = "mutation($id: ID!) { result: deleteWarehouse(id: $id) { errors { field code } } }"
