package dev.farrier.extending;

import static dev.farrier.policy.keys.YamlTypes.integer;
import static dev.farrier.policy.keys.YamlTypes.scalar;

import dev.farrier.execute.ActionResult;
import dev.farrier.execute.ActionResult.Completion;
import dev.farrier.execute.ActionRunner;
import dev.farrier.execute.ExecutableActionType;
import dev.farrier.execute.Timing;
import dev.farrier.model.Action;
import dev.farrier.model.OutcomeKind;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Template;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code beep: {text: 'mb-01 is down', times: 2}}: says it so many times. */
public final class BeepAction implements ExecutableActionType {
    private static final YamlMap KEYS = YamlMap.of("beep", "Says something.");
    private static final YamlKey<Scalar> TEXT =
            KEYS.required("text", scalar().orWrite("write what to say"), "What is said; templates are filled in.");
    private static final YamlKey<Integer> TIMES = KEYS.optional("times", integer(1, 10), 1, "How many times.");

    @Override
    public YamlMap map() {
        return KEYS;
    }

    @Override
    public ActionBody read(MapReader written, ActionContext context) {
        Scalar text = written.find(TEXT);
        return new Beep(
                text == null ? Template.parse("") : context.body(written, text, "text/plain"), written.get(TIMES));
    }

    record Beep(Template text, int times) implements ActionBody {
        @Override
        public String type() {
            return "beep";
        }

        @Override
        public List<Template> templates() {
            return List.of(text);
        }

        @Override
        public String explanation() {
            return "says '" + text + "' " + times + " times";
        }

        @Override
        public Action render(ActionValues values) {
            return Action.Process.ofType(
                    "beep", List.of(Integer.toString(times)), new TreeMap<>(Map.of("text", values.text(text))));
        }
    }

    @Override
    public ActionRunner runner(Timing timing) {
        return new ActionRunner() {
            @Override
            public ActionResult run(ActionRun run) {
                Action.Process beep = (Action.Process) run.command().action();
                int times = Integer.parseInt(beep.argv().getFirst());
                String said = (beep.env().get("text") + "\n").repeat(times);
                return new Completion(OutcomeKind.SUCCEEDED, 0, said, "");
            }

            @Override
            public ActionResult resume(ActionRun run) {
                return new ActionResult.Indeterminate("the worker ended while it was beeping");
            }
        };
    }
}
