package dev.farrier.execute.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.farrier.execute.Commands;
import dev.farrier.model.Action;
import dev.farrier.model.ActionText;
import dev.farrier.model.ActionText.SecretEncoding;
import dev.farrier.model.ActionText.SecretPlace;
import dev.farrier.model.Command;
import dev.farrier.model.OnWorkerLoss;
import dev.farrier.model.Outcome;
import dev.farrier.model.OutcomeKind;
import dev.farrier.model.Purpose;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTextTest {

    /** What is read back whole can't have been ambiguous. */
    @Test
    void shouldReadBackEveryCommandItWrites() {
        Random random = new Random(4711);
        Set<String> texts = new HashSet<>();
        Set<Command> commands = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            Command command = command(random);
            byte[] bytes = CommandText.encode(command);
            assertThat(CommandText.decode(bytes)).isEqualTo(command);
            texts.add(new String(bytes, StandardCharsets.UTF_8));
            commands.add(command);
        }
        assertThat(texts).hasSameSizeAs(commands);
    }

    /** A field that is added to the records and forgotten here would be unsigned. */
    @Test
    void shouldCoverEveryFieldOfCommandAndActions() {
        assertThat(fields(Command.class)).hasSize(16);
        assertThat(fields(Action.Process.class)).containsExactly("argv", "env", "cwd", "user");
        assertThat(fields(Action.Script.class))
                .containsExactly("path", "content", "sha256", "args", "env", "cwd", "user");
        assertThat(fields(Action.WaitUntil.class)).containsExactly("call", "every", "forMillis");
        assertThat(fields(Action.HttpCall.class))
                .containsExactly("method", "url", "headers", "body", "status", "expectBody", "timeout");
    }

    @Test
    void shouldTellApartWhatOnlyLooksTheSame() {
        assertThat(CommandText.encode(process("a b"))).isNotEqualTo(CommandText.encode(process("a", "b")));
        assertThat(CommandText.encode(process("a\nargv. 1\nb"))).isNotEqualTo(CommandText.encode(process("a", "b")));
    }

    @Test
    void shouldRefuseHalfASurrogatePairInsteadOfSigningAnotherText() {
        assertThatThrownBy(() -> CommandText.encode(process("\uD83D")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("argv");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "farrier.command/2\n",
                "farrier.command/1\n",
                "farrier.command/1\nid 5\nab\n",
                "farrier.command/1\nid -5\nab\n",
                "farrier.command/1\nid 99999999999999999999\nab\n",
                "farrier.command/1\nid 2147483647\nab\n",
                "farrier.command/1\nid -\n",
                "farrier.command/1\nid x\nab\n",
                "farrier.command/1\nattempt 1\n1\n"
            })
    void shouldSayWhatIsWrongWithOtherBytes(String text) {
        assertThatThrownBy(() -> CommandText.decode(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).+");
    }

    @Test
    void shouldRefuseEveryTruncatedOrLengthenedText() {
        byte[] whole = CommandText.encode(command(new Random(1)));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> CommandText.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> CommandText.decode(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadBackAnOutcome() {
        Outcome outcome = new Outcome(
                "c-1", "i-1", "eu-de-1", "w#1", OutcomeKind.FAILED, 17, -1, "line 1\nline 2 \u0000 ü 🐴\n", "exit 3");
        assertThat(OutcomeText.decode(OutcomeText.encode(outcome))).isEqualTo(outcome);
    }

    private static List<String> fields(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    private static Command process(String... argv) {
        return Commands.of("c-1", Commands.process(argv), 1, 2, 3);
    }

    private static Command command(Random random) {
        return new Command(
                text(random),
                random.nextInt(),
                text(random),
                text(random),
                text(random),
                text(random),
                text(random),
                text(random),
                text(random),
                Purpose.values()[random.nextInt(Purpose.values().length)],
                text(random),
                action(random),
                random.nextLong(),
                random.nextLong(),
                random.nextLong(),
                OnWorkerLoss.values()[random.nextInt(2)]);
    }

    private static Action action(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                List<String> argv = new ArrayList<>(texts(random));
                argv.add("program");
                yield new Action.Process(argv, actionTexts(random), optional(random), optional(random));
            }
            case 1 ->
                new Action.Script(
                        text(random),
                        text(random),
                        text(random),
                        texts(random),
                        actionTexts(random),
                        optional(random),
                        optional(random));
            case 2 -> new Action.Http(call(random));
            default -> new Action.WaitUntil(call(random), random.nextLong(), random.nextLong());
        };
    }

    private static Action.HttpCall call(Random random) {
        return new Action.HttpCall(
                text(random),
                actionText(random),
                actionTexts(random),
                actionText(random),
                random.nextInt(),
                optional(random),
                random.nextLong());
    }

    private static String optional(Random random) {
        return random.nextBoolean() ? null : text(random);
    }

    private static List<String> texts(Random random) {
        return random.ints(random.nextInt(3)).mapToObj(i -> text(random)).toList();
    }

    private static SortedMap<String, ActionText> actionTexts(Random random) {
        SortedMap<String, ActionText> map = new TreeMap<>();
        texts(random).forEach(key -> map.put(key, actionText(random)));
        return map;
    }

    private static ActionText actionText(Random random) {
        List<ActionText.Part> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(
                    random.nextBoolean()
                            ? new ActionText.Plain(text(random))
                            : new ActionText.Secret(
                                    SecretPlace.FILE,
                                    "/a" + random.nextInt(3),
                                    SecretEncoding.values()[random.nextInt(SecretEncoding.values().length)]));
        }
        return new ActionText(parts);
    }

    /** Made of what the format itself is made of. */
    private static String text(Random random) {
        String[] parts = {"", "a", " ", "\n", "-", "1", "argv. 1\n", "env 0\n0\n", "ü", "🐴", "\u0000"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
