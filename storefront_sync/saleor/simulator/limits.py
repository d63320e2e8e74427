"""What a request may cost: query cost, mutations, aliases. Over a limit the answer is HTTP 400."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

MOST_COST = 50_000
MOST_MUTATIONS = 4
MOST_ALIASES = 100

COSTS: Mapping[str, frozenset[str]] = {
    "Query": frozenset(
        {"app", "apps", "appsInstallations", "attribute", "attributes", "categories", "category", "channel"}
        | {"channels", "checkout", "draftOrders", "order", "orders", "product", "products", "productTypes"}
        | {"productVariant", "productVariants", "shippingZones", "stocks", "warehouse", "warehouses"}
    ),
    "Allocation": frozenset({"warehouse"}),
    "App": frozenset({"extensions", "problems", "webhooks"}),
    "Attribute": frozenset({"choices"}),
    "Category": frozenset({"parent"}),
    "Checkout": frozenset(
        {"availableCollectionPoints", "billingAddress", "channel", "lines", "shippingAddress"}
        | {"shippingMethods"}
    ),
    "Fulfillment": frozenset({"lines", "warehouse"}),
    "FulfillmentLine": frozenset({"orderLine"}),
    "Order": frozenset(
        {"billingAddress", "channel", "deliveryMethod", "fulfillments", "lines", "shippingAddress"}
        | {"transactions"}
    ),
    "OrderLine": frozenset({"allocations", "variant"}),
    "Product": frozenset(
        {"attributes", "category", "channelListings", "description", "productType", "productVariants"}
        | {"variants"}
    ),
    "ProductChannelListing": frozenset({"channel"}),
    "ProductType": frozenset({"productAttributes"}),
    "ProductVariant": frozenset({"attributes", "channelListings", "product"}),
    "ProductVariantChannelListing": frozenset({"channel"}),
    "SelectedAttribute": frozenset({"attribute", "values"}),
    "ShippingMethodChannelListing": frozenset({"channel"}),
    "ShippingZone": frozenset({"channels", "countries", "warehouses"}),
    "Stock": frozenset({"productVariant"}),
    "User": frozenset({"userPermissions"}),
}
"""Fields that cost 1 each time they may be resolved (3.23.28); lists by pages count once a row asked for."""
SIZES = ("first", "last", "limit")


class Meter:
    """Counts a document's operation against the limits."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }

    def aliases(self, selections: SelectionSetNode | None) -> int:
        """Aliased fields, those in fragments included."""
        return sum(
            (node.alias is not None) + self.aliases(node.selection_set)
            for node, _ in self._fields(selections, "")
        )

    def mutations(self, operation: OperationDefinitionNode) -> int:
        """Root fields of a mutation; 0 for a query."""
        if operation.operation is not OperationType.MUTATION:
            return 0
        return sum(1 for _ in self._fields(operation.selection_set, ""))

    def cost(self, operation: OperationDefinitionNode, variables: Mapping[str, object]) -> int:
        """The query's cost with these variables."""
        root = self._schema.get_root_type(operation.operation)
        return 0 if root is None else self._cost(operation.selection_set, root.name, 1, variables)

    def _cost(
        self, selections: SelectionSetNode | None, parent: str, times: int, variables: Mapping[str, object]
    ) -> int:
        total = 0
        for node, type_name in self._fields(selections, parent):
            graphql_type = self._schema.get_type(type_name)
            if not isinstance(graphql_type, GraphQLObjectType | GraphQLInterfaceType):
                continue
            field = graphql_type.fields.get(node.name.value)
            if field is None:
                continue
            rows = _rows(node, variables)
            inner = times * (rows or 1)
            if node.name.value in COSTS.get(type_name, frozenset()):
                total += inner
            if node.selection_set is not None:
                total += self._cost(node.selection_set, get_named_type(field.type).name, inner, variables)
        return total

    def _fields(self, selections: SelectionSetNode | None, parent: str) -> Iterator[tuple[FieldNode, str]]:
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                yield node, parent
            elif isinstance(node, InlineFragmentNode):
                name = node.type_condition.name.value if node.type_condition else parent
                yield from self._fields(node.selection_set, name)
            elif isinstance(node, FragmentSpreadNode) and node.name.value in self._fragments:
                fragment = self._fragments[node.name.value]
                yield from self._fields(fragment.selection_set, fragment.type_condition.name.value)


def _rows(node: FieldNode, variables: Mapping[str, object]) -> int:
    for argument in node.arguments or ():
        if argument.name.value in SIZES:
            value = argument.value
            if isinstance(value, IntValueNode):
                return int(value.value)
            if isinstance(value, VariableNode):
                given = variables.get(value.name.value)
                return given if isinstance(given, int) else 0
    return 0
