package dev.farrier.app.config;

import dev.farrier.api.access.AccessControl;
import dev.farrier.api.access.AccessRole;
import dev.farrier.policy.keys.NameRule;
import dev.farrier.policy.keys.Node;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.yaml.tree.YamlFile;
import dev.farrier.secret.SecretReference;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token of the HTTP API: {@code {name: ann, roles: [operator], token: file:/etc/farrier/ann}}.
 *
 * @param name whose it is
 * @param roles at least one
 */
public record HttpToken(String name, Set<AccessRole> roles, SecretReference token) {
    private static final List<String> FIELDS = List.of("name", "roles", "token");

    public HttpToken {
        roles = Set.copyOf(roles);
    }

    static ValueType<List<HttpToken>> type() {
        return new ValueType<>(
                "a list of {name: NAME, roles: [viewer, operator, approver], token: env:NAME or file:PATH}",
                true,
                true,
                false,
                HttpToken::read);
    }

    private static List<HttpToken> read(RawValue written) {
        Node.ListNode list = written.maps() == null ? parse(written.text()) : written.maps();
        List<HttpToken> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : list.items()) {
            HttpToken token = token(item, written);
            if (!names.add(token.name())) {
                throw new IllegalArgumentException("two are named " + token.name());
            }
            tokens.add(token);
        }
        return List.copyOf(tokens);
    }

    private static Node.ListNode parse(String text) {
        Problems syntax = new Problems();
        List<Node> documents = YamlFile.read("", text, syntax);
        if (syntax.sorted().isEmpty() && documents.size() == 1 && documents.getFirst() instanceof Node.ListNode list) {
            return list;
        }
        throw new IllegalArgumentException("");
    }

    private static HttpToken token(Node item, RawValue written) {
        if (!(item instanceof Node.MapNode mapping)) {
            throw new IllegalArgumentException("each must be a map");
        }
        for (String field : mapping.entries().keySet()) {
            if (!FIELDS.contains(field)) {
                // not the field itself: it may be the secret
                throw new IllegalArgumentException("an unknown field; there are " + String.join(", ", FIELDS));
            }
        }
        String name = text(mapping, "name");
        if (name == null || !NameRule.PERSON.allows(name)) {
            throw new IllegalArgumentException("each needs a name of 1 to 100 letters, digits, '.', '_', '@' or '-'");
        }
        if (name.equals(AccessControl.SHARED)) {
            throw new IllegalArgumentException("'token' is the name of http.token");
        }
        String token = text(mapping, "token");
        try {
            return new HttpToken(
                    name, roles(name, mapping), SecretReference.parse(token == null ? "" : token, written.base()));
        } catch (IllegalArgumentException e) {
            throw String.valueOf(e.getMessage()).isEmpty()
                    ? new IllegalArgumentException("that of " + name + " must be env:NAME or file:PATH", e)
                    : e;
        }
    }

    private static Set<AccessRole> roles(String name, Node.MapNode mapping) {
        Node.MapEntry written = mapping.entries().get("roles");
        EnumSet<AccessRole> roles = EnumSet.noneOf(AccessRole.class);
        if (written != null && written.value() instanceof Node.ListNode list) {
            for (Node item : list.items()) {
                roles.add(role(name, item));
            }
        } else if (written != null) {
            roles.add(role(name, written.value()));
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(name + " has no roles");
        }
        return roles;
    }

    private static AccessRole role(String name, Node written) {
        for (AccessRole role : AccessRole.values()) {
            if (written instanceof Node.Scalar scalar
                    && scalar.text().equals(role.name().toLowerCase(Locale.ROOT))) {
                return role;
            }
        }
        throw new IllegalArgumentException("the roles of " + name + " are some of viewer, operator, approver");
    }

    private static @Nullable String text(Node.MapNode mapping, String field) {
        Node.MapEntry entry = mapping.entries().get(field);
        return entry != null && entry.value() instanceof Node.Scalar scalar ? scalar.text() : null;
    }
}
