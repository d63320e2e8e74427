"""Runs GraphQL requests and subscription payloads, and answers failures in Saleor's shapes."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from storefront_sync.saleor.simulator import resolvers
from storefront_sync.saleor.simulator.binding import schema
from storefront_sync.saleor.simulator.call import Backstage, Call
from storefront_sync.saleor.simulator.events import Happening
from storefront_sync.saleor.simulator.limits import MOST_ALIASES, MOST_COST, MOST_MUTATIONS, Meter
from storefront_sync.saleor.simulator.state.store import Store
from storefront_sync.saleor.simulator.viewer import Viewer, identify

assert resolvers  # importing it binds the resolvers
CACHED = 500
Json = dict[str, object]


@dataclass(frozen=True)
class Prepared:
    """A query text, parsed and validated once."""

    document: DocumentNode | None
    errors: tuple[GraphQLError, ...]
    meter: Meter | None = None


@dataclass(frozen=True)
class Request:
    """A GraphQL request that is fit to run."""

    prepared: Prepared
    operation: OperationDefinitionNode
    variables: Mapping[str, object]
    operation_name: str | None
    cost: int

    @property
    def name(self) -> str:
        """The operation's name, or its first field's."""
        if self.operation.name is not None:
            return self.operation.name.value
        return str(getattr(getattr(self.operation.selection_set.selections[0], "name", None), "value", ""))

    @property
    def write(self) -> bool:
        """Whether it is a mutation."""
        return self.operation.operation is OperationType.MUTATION


@dataclass(frozen=True)
class Answer:
    """What goes back: HTTP status and JSON."""

    status: int
    body: Json


class Engine:
    """Parses once, checks limits, executes under the store's lock."""

    def __init__(self, store: Store, backstage: Backstage) -> None:
        self.store = store
        self._backstage = backstage
        self._schema: GraphQLSchema = schema()
        self._cache: OrderedDict[str, Prepared] = OrderedDict()
        self._costs: dict[tuple[str, str | None, tuple[tuple[str, int], ...]], int] = {}
        self._cache_lock = Lock()

    def read(self, body: bytes) -> Request | Answer:
        """The request in a body, or the 400 that it deserves."""
        try:
            given = json.loads(body)
        except ValueError:
            return refusal("GraphQLError", "Unable to parse query.")
        if isinstance(given, list):
            return refusal("GraphQLError", "Batch requests are not enabled." if len(given) < 2 else _BATCH)
        if not isinstance(given, dict) or not isinstance(given.get("query"), str):
            return refusal("GraphQLError", "Must provide a query string.")
        name = given.get("operationName")
        variables = given.get("variables") or {}
        prepared = self._prepare(given["query"])
        if prepared.document is None or prepared.errors or prepared.meter is None:
            return Answer(400, {"errors": [_shown(error) for error in prepared.errors]})
        operation = get_operation_ast(prepared.document, name)
        if operation is None or not isinstance(variables, dict):
            return refusal("GraphQLError", "Must provide a valid operation name.")
        if operation.operation is OperationType.SUBSCRIPTION:
            return refusal("GraphQLError", "Subscriptions are not supported over HTTP.")
        return self._within_limits(given["query"], prepared, operation, name, variables)

    def run(self, request: Request, headers: Mapping[str, str]) -> Answer:
        """Execute; the store is locked for the whole of it and events are announced at its end."""
        document = request.prepared.document
        assert document is not None
        with self.store.lock:
            try:
                viewer = identify(self.store, headers, self._backstage.signed)
            except GraphQLError as expired:
                return Answer(200, {"errors": [_shown(expired)], "data": None})
            call = Call(self.store, viewer, self._backstage)
            result = execute_sync(
                self._schema,
                document,
                context_value=call,
                variable_values=dict(request.variables),
                operation_name=request.operation_name,
            )
            call.commit()
        return _answer(result, request.cost)

    def run_inside(self, query: str, variables: Mapping[str, object], viewer: Viewer, cause: str) -> Json:
        """Execute for the simulator itself; raises ValueError where GraphQL fails."""
        prepared = self._prepare(query)
        if prepared.document is None or prepared.errors:
            raise ValueError(f"the simulator's own query is wrong: {prepared.errors}")
        with self.store.lock:
            call = Call(self.store, viewer, self._backstage, cause=cause)
            result = execute_sync(
                self._schema, prepared.document, context_value=call, variable_values=dict(variables)
            )
            call.commit()
        if result.errors or result.data is None:
            raise ValueError(f"the simulator's own call failed: {result.errors}")
        return dict(result.data)

    def call(self, viewer: Viewer) -> Call:
        """A call of the simulator's own, for use under the store's lock."""
        return Call(self.store, viewer, self._backstage)

    def check_subscription(self, query: str) -> str:
        """Why a webhook's query can't be used; "" if it can."""
        prepared = self._prepare(query)
        if prepared.errors or prepared.document is None:
            return prepared.errors[0].message
        operation = get_operation_ast(prepared.document)
        if operation is None or operation.operation is not OperationType.SUBSCRIPTION:
            return "Must be a subscription."
        return ""

    def payload(self, query: str, happening: Happening) -> bytes:
        """A webhook's body: the subscription's result without its `event` level. Called under the
        store's lock."""
        prepared = self._prepare(query)
        assert prepared.document is not None
        viewer = Viewer(app=happening.recipient)
        result = execute_sync(
            self._schema,
            prepared.document,
            root_value={"event": happening},
            context_value=Call(self.store, viewer, self._backstage),
        )
        assert isinstance(result, ExecutionResult)
        data = (result.data or {}).get("event")
        return json.dumps(data if isinstance(data, dict) else {}).encode()

    def _within_limits(
        self,
        query: str,
        prepared: Prepared,
        operation: OperationDefinitionNode,
        name: str | None,
        variables: Json,
    ) -> Request | Answer:
        meter = prepared.meter
        assert meter is not None
        numbers = tuple(sorted((key, value) for key, value in variables.items() if type(value) is int))
        cost = self._costs.get((query, name, numbers))
        if cost is None:
            mutations, aliases = meter.mutations(operation), meter.aliases(operation.selection_set)
            if mutations > MOST_MUTATIONS:
                return refusal("GraphQLError", f"Number of mutations exceed the limit of {MOST_MUTATIONS}")
            if aliases > MOST_ALIASES:
                return refusal("GraphQLError", f"Number of aliases exceed the limit of {MOST_ALIASES}")
            cost = meter.cost(operation, variables)
            if cost > MOST_COST:
                message = f"The query exceeds the maximum cost of {MOST_COST}. Actual cost is {cost}."
                return Answer(400, {**refusal("QueryCostError", message).body, "extensions": _cost(cost)})
            with self._cache_lock:
                if len(self._costs) > CACHED:
                    self._costs.clear()
                self._costs[query, name, numbers] = cost
        return Request(prepared, operation, variables, name, cost)

    def _prepare(self, query: str) -> Prepared:
        with self._cache_lock:
            known = self._cache.get(query)
            if known is not None:
                self._cache.move_to_end(query)
                return known
        try:
            document = parse(query)
        except GraphQLError as error:
            return Prepared(None, (error,))
        errors = tuple(validate(self._schema, document))
        prepared = Prepared(document, errors, None if errors else Meter(self._schema, document))
        with self._cache_lock:
            self._cache[query] = prepared
            if len(self._cache) > CACHED:
                self._cache.popitem(last=False)
        return prepared


_BATCH = "Batch limit exceeded: a request may hold 1 operation."


def refusal(code: str, message: str) -> Answer:
    """HTTP 400 with one error."""
    error = {"message": message, "extensions": {"exception": {"code": code, "stacktrace": []}}}
    return Answer(400, {"errors": [error]})


def server_error(code: str) -> Answer:
    """What Saleor answers when its own code fails: HTTP 200 with the exception's class as the code."""
    error = {
        "message": "Internal Server Error",
        "extensions": {"exception": {"code": code, "stacktrace": []}},
    }
    return Answer(200, {"errors": [error], "data": None})


def _answer(result: ExecutionResult, cost: int) -> Answer:
    body: Json = {}
    if result.errors:
        body["errors"] = [_shown(error) for error in result.errors]
    body["data"] = result.data
    body["extensions"] = _cost(cost)
    unusable = result.data is None and all(error.path is None for error in result.errors or ())
    return Answer(400 if unusable else 200, body)


def _cost(cost: int) -> Json:
    return {"cost": {"requestedQueryCost": cost, "maximumAvailable": MOST_COST}}


def _shown(error: GraphQLError) -> Json:
    shown: Json = {"message": error.message}
    if error.locations:
        shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        shown["path"] = list(error.path)
    extensions = dict(error.extensions or {})
    if "exception" not in extensions:
        cause = error.original_error
        known = cause is None or isinstance(cause, GraphQLError)
        shown["message"] = error.message if known else "Internal Server Error"
        code = "GraphQLError" if cause is None else type(cause).__name__
        extensions["exception"] = {"code": code, "stacktrace": []}
    shown["extensions"] = extensions
    return shown
