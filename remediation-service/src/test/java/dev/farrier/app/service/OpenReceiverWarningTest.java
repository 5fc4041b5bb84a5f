package dev.farrier.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.api.access.AccessControl;
import dev.farrier.api.receiver.Authenticator;
import dev.farrier.policy.yaml.Compile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenReceiverWarningTest {
    private static final String OPEN = "kind: Source\nmetadata: {name: open}\nspec: {receiver: events}";
    private static final String ALSO = "kind: Source\nmetadata: {name: also}\nspec: {receiver: otlp}";
    private static final String TOKEN = "kind: Source\nmetadata: {name: token}\n"
            + "spec: {receiver: events, authentication: {bearerToken: env:TOKEN}}";
    private static final String TOPIC = "kind: Source\nmetadata: {name: topic}\nspec: {topic: t}";

    private final List<String> warnings = new ArrayList<>();
    private final OpenReceiverWarning receivers = new OpenReceiverWarning(
            new Authenticator(reference -> reference, null, new AccessControl(List.of())), warnings::add);

    @Test
    void shouldNameTheOpenSourcesWheneverTheyAreOthers() {
        receivers.accept(Compile.bundle(OPEN, TOKEN, TOPIC));
        receivers.accept(Compile.bundle(OPEN, TOKEN));
        assertThat(warnings).singleElement().asString().contains("send events to open: set http.tokens");

        receivers.accept(Compile.bundle(OPEN, ALSO));
        assertThat(warnings).hasSize(2).last().asString().contains("send events to also, open:");

        receivers.accept(Compile.bundle(TOKEN));
        assertThat(warnings).hasSize(2);
        receivers.accept(Compile.bundle(OPEN, ALSO));
        assertThat(warnings).hasSize(3);
    }
}
