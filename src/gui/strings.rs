//! Every word of the interface, in each language. A string without its Korean does not compile.
//!
//! The provider's names and the texts of kinds, rules and codes stand with what they describe.

use crate::base::Text;

macro_rules! strings {
    ($($NAME:ident = $en:literal, $ko:literal;)+) => {
        $(#[doc = $en] pub static $NAME: Text = Text { en: $en, ko: $ko };)+

        /// Every string, for tests.
        #[cfg(test)]
        pub const ALL: &[&Text] = &[$(&$NAME),+];
    };
}

strings! {
    UNTITLED = "Untitled", "제목 없음";
    SHOWN_READ_ONLY = "It is shown read-only, without what is not known here", "알 수 없는 항목을 빼고 읽기 전용으로 보여 줍니다";
    SAVED = "Saved", "저장됨";
    SAVING = "Saving…", "저장 중…";
    EDITED = "Edited", "수정됨";
    NOT_SAVED = "Not saved: {0}. Download a copy", "저장 안 됨: {0}. 사본을 내려받으세요";
    STORAGE_FULL = "browser storage is full", "브라우저 저장 공간이 가득 참";
    READ_ONLY = "Read-only", "읽기 전용";

    PALETTE = "Palette", "팔레트";
    OUTLINE = "Outline", "개요";
    FIND_KIND = "Find a kind", "종류 찾기";
    NO_KIND = "No kind has this name: try another word, or clear the search", "이 이름의 종류가 없습니다. 다른 단어로 찾거나 검색어를 지우세요";
    NO_RESOURCES = "Resources appear here as a tree: drag a kind from the palette to begin", "리소스가 여기에 트리로 나타납니다. 팔레트에서 종류를 끌어와 시작하세요";
    FIND = "Find", "찾기";
    FINDINGS = "Findings", "진단";
    REACHABILITY = "Reachability", "도달성";
    COST = "Cost", "비용";
    PER_MILLION = "per million requests", "요청 백만 건당";
    PER_MONTH = "fixed per month", "월 고정 비용";

    SELECT = "Select", "선택";
    HAND = "Hand", "손";
    CONNECT = "Connect", "연결";
    UNDO = "Undo", "실행 취소";
    REDO = "Redo", "다시 실행";
    OPEN = "Open…", "열기…";
    SAVE = "Save", "저장";
    EXPORT = "Export JSON", "JSON 내보내기";
    EXPORT_CSV = "Export bill as CSV", "청구서를 CSV로 내보내기";
    EXPORT_MARKDOWN = "Export bill as Markdown", "청구서를 Markdown으로 내보내기";
    NEW = "New", "새로 만들기";
    DELETE = "Delete", "삭제";
    DUPLICATE = "Duplicate", "복제";
    COPY = "Copy", "복사";
    CUT = "Cut", "잘라내기";
    PASTE = "Paste", "붙여넣기";
    SELECT_ALL = "Select all", "모두 선택";
    ZOOM_IN = "Zoom in", "확대";
    ZOOM_OUT = "Zoom out", "축소";
    ZOOM_100 = "Zoom to 100 %", "100%로 보기";
    FIT_ALL = "Fit all", "전체 맞춤";
    FIT_SELECTION = "Fit selection", "선택 맞춤";
    THEME = "Light or dark", "밝게 또는 어둡게";
    TEMPLATES = "Templates", "템플릿";
    TOUR = "Tour", "둘러보기";
    LEARN = "Learn", "배우기";
    LANGUAGE = "한국어", "English";
    NEXT_REGION = "Canvas or panels", "캔버스 또는 패널";
    OTHER_LANGUAGE = "Korean", "영어";
    NEXT_OBJECT = "Next object", "다음 객체";
    PREVIOUS_OBJECT = "Previous object", "이전 객체";
    ESCAPE = "Out", "나가기";
    MOVE_LEFT = "Move left", "왼쪽으로";
    MOVE_RIGHT = "Move right", "오른쪽으로";
    MOVE_UP = "Move up", "위로";
    MOVE_DOWN = "Move down", "아래로";
    SHOW_FINDINGS = "Show findings", "진단 표시";
    SHOW_REACH = "Show reachability", "도달성 표시";
    SHOW_COST = "Show cost", "비용 표시";
    TOGGLE_LEFT = "Left panel", "왼쪽 패널";
    TOGGLE_RIGHT = "Right panel", "오른쪽 패널";
    TOGGLE_BOTTOM = "Bottom panel", "아래쪽 패널";
    MINIMAP = "Minimap", "미니맵";
    MENU = "Menu", "메뉴";

    NAME = "Name", "이름";
    NOTE = "Note", "메모";
    CANVAS = "canvas", "캔버스";
    NONE = "None", "없음";
    NEW_ONE = "New…", "새로 만들기…";
    ADD_ROW = "Add row", "행 추가";
    REMOVE_ROW = "Remove row {0}", "{0}행 제거";
    CONNECTIONS = "Connections", "연결";
    CONNECT_TO = "Connect to…", "연결할 대상…";
    COST_LINES = "Cost", "비용";
    SEVERAL = "{0} selected", "{0}개 선택됨";
    DESIGN = "Design", "설계";
    REGION_PRICES = "Prices of {0}", "{0} 가격";
    WORKLOAD = "Workload", "워크로드";
    NO_WORKLOAD = "Add a client: its requests drive the cost", "클라이언트를 추가하세요. 그 요청이 비용을 정합니다";
    RESOURCES = "Resources", "리소스";
    TOTAL_MONTH = "Total per month", "월 합계";
    A_MONTH = "{0} a month", "월 {0}";

    REACHED = "Reached", "도달함";
    NOT_REACHED = "Not reached", "도달하지 않음";
    PARTLY = "Answers come back in part", "응답이 일부만 돌아옴";
    ONE_WAY = "One way", "한 방향";
    NOT_KNOWN = "Not known", "알 수 없음";
    LAYER_NETWORK = "Network (N)", "네트워크 (N)";
    LAYER_CALL = "Invocation (I)", "호출 (I)";
    NOT_INVOLVED = "Not involved", "무관";
    NOT_A_CALL = "Not a call", "호출 아님";
    ALLOWED = "Allowed", "허용됨";
    DENIED = "Denied by policy", "정책이 거부함";
    NOT_SUPPORTED = "Not a call it takes", "받지 않는 호출";
    NEEDS = "Needs: {0}", "필요: {0}";
    NO_PACKETS = "No packet of this network is involved. Needs: {0}", "이 네트워크의 패킷과 무관함. 필요: {0}";
    STOPS_HERE = "stops here", "여기서 중단";
    ASK = "Ask a question", "질문하기";
    FROM = "From", "출발";
    TO = "To", "도착";
    PROTOCOL = "Protocol", "프로토콜";
    PORT = "Port", "포트";
    INTERNET = "internet", "인터넷";
    FORWARD = "Forward", "요청 방향";
    RETURN = "Return", "응답 방향";
    ASK_NOW = "Ask", "묻기";
    QUESTION = "Question", "질문";
    ASK_PATH = "From one to another", "한 곳에서 다른 곳으로";
    ASK_FROM = "What it reaches", "어디에 닿는지";
    ASK_TO = "What reaches it", "어디에서 닿는지";
    ASK_TAKEN = "If it is taken over", "장악되면 닿는 곳";
    ASK_TAKEN_HELP = "Packets of every protocol, then calls that policies allow, and what those set off", "모든 프로토콜의 패킷, 정책이 허용하는 호출, 그리고 그것이 일으키는 일";
    TAKEN = "Who takes over {0} gets to {1}", "{0}이(가) 장악되면 {1}곳에 닿음";
    TAKEN_NOTHING = "No packet and no call gets anywhere", "어떤 패킷도 호출도 닿는 곳이 없습니다";
    BY_PACKETS = "Packets", "패킷";
    BY_CALL = "Call", "호출";
    CALLED_BY = "{0}, from {1}", "{0}, {1}에서";
    STEPS = "step {0}", "{0}단계";
    ASK_INTERNET = "Open to the internet", "인터넷에 노출된 곳";
    ASK_MATRIX = "Everything at once", "전체를 한 번에";
    ASK_INTERNET_HELP = "Every protocol and port from the internet, over IPv4 and IPv6", "인터넷에서 오는 모든 프로토콜과 포트, IPv4와 IPv6";
    EVERY_PORT = "all", "전체";
    IPV6 = "IPv6", "IPv6";
    TRACE = "Trace: pick two", "추적: 두 곳 선택";
    PICK_FROM = "Click where packets start. Esc cancels", "패킷이 출발할 곳을 클릭하세요. Esc로 취소";
    PICK_TO = "From {0}: click where packets go. Esc cancels", "{0}에서 출발: 패킷이 갈 곳을 클릭하세요. Esc로 취소";
    PATH = "Path", "추적";
    ANSWER = "Answer", "답";
    PROPOSALS = "Proposals", "제안";
    ALWAYS = "Always", "항상";
    ALWAYS_HELP = "The verdict is the same whatever AWS chooses", "AWS가 무엇을 선택하든 판정이 같습니다";
    DEPENDS = "Depends on AWS", "AWS에 따라 다름";
    DEPENDS_HELP = "Only under some choices of AWS: a zone, a target, one of several equal routes", "가용 영역, 대상, 동등한 경로 등 AWS의 선택에 따라 달라집니다";
    BLOCKERS = "What stops it", "막는 것";
    BLOCKER = "Blocker {0}", "막는 것 {0}";
    ON_THE_WAY = "on the way there", "가는 길에";
    ON_THE_WAY_BACK = "on the way back", "돌아오는 길에";
    OTHERWISE = "Under another choice of AWS", "AWS가 다르게 선택하면";
    NOT_SAID = "The model does not say", "모델에 없음";
    PACKETS_THAT_PASS = "Packets that pass", "지나가는 패킷";
    PACKETS = "{0}, {1} → {2}", "{0}, {1} → {2}";
    SOURCE_PORTS = "source ports {0}", "출발지 포트 {0}";
    FOR_EXAMPLE = "For example {0}, followed there and back", "예: {0}, 가는 길과 돌아오는 길을 모두 확인함";
    NOTES = "To know besides", "알아 둘 것";
    AND_MORE = "{0} and {1} more", "{0} 외 {1}개";
    MORE_OF_THEM = "{0} more", "{0}개 더";
    LESS = "Fewer", "접기";
    WOULD_OPEN = "Smallest edits that would let it pass", "통과하게 하는 가장 작은 변경";
    WOULD_CLOSE = "Smallest edits that would stop it", "막는 가장 작은 변경";
    NO_PROPOSALS = "Plat knows no edit that would turn this round", "Plat이 아는 변경으로는 이 결과를 뒤집을 수 없습니다";
    NO_PROPOSALS_UNKNOWN = "Nothing to propose while the model does not say", "모델이 말하지 않는 동안은 제안할 것이 없습니다";
    THEN = "then {0}", "그다음 {0}";
    APPLY = "Apply", "적용";
    APPLY_NUMBER = "Apply proposal {0}", "제안 {0} 적용";
    ALSO_OPENS = "also opens", "함께 열림";
    ALSO_CLOSES = "also closes", "함께 닫힘";
    CHANGES_NOTHING_ELSE = "changes nothing else", "다른 것은 바뀌지 않음";
    PRICE_NOT_KNOWN = "price not known", "가격을 알 수 없음";
    WORKING = "Working: {0} of {1}", "계산 중: {1} 중 {0}";
    UPDATING = "Updating", "갱신 중";
    STOP = "Stop", "중단";
    STOPPED = "Stopped before the end", "끝나기 전에 중단됨";
    GO_ON = "Start again", "다시 시작";
    REACHES = "{0} reaches {1} of {2}", "{0}: {2}곳 중 {1}곳에 닿음";
    IS_REACHED_BY = "{0} is reached by {1} of {2}", "{0}: {2}곳 중 {1}곳에서 닿음";
    PICK_ONE = "Pick a resource on the right", "오른쪽에서 리소스를 고르세요";
    PICK_TWO = "Pick two ends on the right", "오른쪽에서 양 끝을 고르세요";
    EXPOSED = "Packets from the internet reach", "인터넷의 패킷이 닿는 곳";
    EXPOSED_SERVICES = "At public endpoints of services, where policies decide", "서비스의 퍼블릭 엔드포인트로, 정책이 결정하는 곳";
    EXPOSED_NOT = "Packets from the internet reach no interface of this design", "인터넷의 패킷이 이 설계의 어떤 인터페이스에도 닿지 않습니다";
    BECAUSE = "because", "이유";
    ALIKE = "{0} alike", "같은 것 {0}개";
    MATRIX_LEGEND = "+ reached   ~ answers in part   > one way   - not   ? unknown", "+ 도달   ~ 응답 일부   > 한 방향   - 미도달   ? 알 수 없음";
    MATRIX_TITLE = "{0}: {1} ends, {2} classes", "{0}: {1}곳, {2}개 부류";
    NOTHING_PLACED = "Nothing in this design has a place in the network yet", "아직 네트워크에 자리가 있는 리소스가 없습니다";
    NOTHING_ASKED = "The path of packets appears here, hop by hop: select a connection, or pick two ends on the right", "패킷의 경로가 홉마다 여기에 나타납니다. 연결을 선택하거나 오른쪽에서 양 끝을 고르세요";
    NO_FINDINGS = "Nothing is odd about this design", "이 설계에는 이상한 점이 없습니다";
    NO_FINDINGS_YET = "Findings appear here as you draw: add a resource from the palette", "그리는 동안 진단이 여기에 나타납니다. 팔레트에서 리소스를 추가하세요";
    NO_COST = "Nothing costs yet: add resources and a client", "아직 비용이 없습니다. 리소스와 클라이언트를 추가하세요";
    COMPONENT = "Component", "구성 요소";
    RESOURCE = "Resource", "리소스";
    QUANTITY = "Quantity", "수량";
    UNIT_PRICE = "Unit price", "단가";
    COST_MONTH = "USD a month", "월 USD";
    COST_MILLION = "USD per million", "백만 건당 USD";
    UNKNOWN_PRICE = "unknown", "알 수 없음";
    BILL = "Bill", "청구서";
    GROWTH = "Growth", "증가 추이";
    INSTEAD = "Instead", "대안";
    SERVERLESS = "Serverless", "서버리스";
    FREE_TIER = "Free tier", "프리 티어";
    FREE_TIER_HELP = "Allowances that never end, as lines of their own", "기한 없는 무료 사용량을 별도의 줄로 표시";
    REGION = "Region", "리전";
    DRAWN_REGIONS = "Regions as drawn", "설계의 리전";
    WHOLE_ACCOUNT = "whole account", "계정 전체";
    LOWEST_FIRST = "{0}, lowest first", "{0}, 오름차순";
    HIGHEST_FIRST = "{0}, highest first", "{0}, 내림차순";
    ARITHMETIC = "Arithmetic", "계산";
    SOURCE = "Source", "출처";
    NO_PRICE = "Plat knows no price for this", "Plat이 가격을 모르는 항목입니다";
    MORE_MILLION = "one more million requests", "요청 백만 건 추가";
    THIS_MONTH = "this month", "이번 달";
    AT_REQUESTS = "at {0} requests", "요청 {0} 건일 때";
    AT_LEAST = "at least {0}", "최소 {0}";
    PRICES_MISSING = "No price is known for {0}", "가격을 모르는 항목: {0}";
    THIS_DESIGN = "this design", "이 설계";
    AS_DRAWN = "{0} requests: {1}", "요청 {0} 건: {1}";
    REQUESTS_MONTH = "requests a month", "월 요청 수";
    PLOT = "Monthly cost against requests", "요청 수에 따른 월 비용";
    SAVES = "saves {0} a month", "월 {0} 절약";
    COSTS_MORE = "{0} more a month", "월 {0} 더 듦";
    SAME_COST = "costs the same", "비용 동일";
    CHEAPER_ABOVE = "cheaper above {0} requests", "월 요청 {0} 건을 넘으면 더 저렴";
    CHEAPER_BELOW = "cheaper below {0} requests", "월 요청 {0} 건 미만이면 더 저렴";
    NO_EVEN = "no break-even point", "손익분기점 없음";
    NOW_THEN = "{0} a month now, {1} then", "현재 월 {0}, 변경 후 월 {1}";
    NO_ALTERNATIVES = "Plat knows no other design that does the same", "같은 일을 하는 다른 설계를 Plat이 알지 못합니다";
    LEFT_OUT = "{0} more change what costs less, and are not priced", "비용이 더 적은 리소스를 바꾸는 대안 {0}개는 계산하지 않음";
    APPLY_ALTERNATIVE = "Apply alternative {0}", "대안 {0} 적용";
    IDLE_MONTH = "{0} a month while idle", "쓰지 않아도 월 {0}";
    IDLE = "Idle, USD a month", "유휴 시 월 USD";
    SERVICE_MODEL = "Service model", "서비스 모델";
    INTERFACE = "Interface", "인터페이스";
    OWN_INTERFACE = "provider's own", "제공자 고유";
    WHO_OPERATES = "Who operates", "운영 주체";
    EITHER = "either", "둘 중 하나";
    WHY = "Why", "이유";
    TIED = "Tied to the provider", "제공자에 묶임";
    NOT_TIED = "Nothing is tied to the provider", "제공자에 묶인 것이 없습니다";
    INSIDE = "{0} inside", "내부 {0}";
    OR_OFFER = "or {0}, {1}", "또는 {0}, {1}";
    FREE = "free", "무료";
    USD_A_MONTH = "{0} USD a month", "월 {0} USD";
    PLUS_A_MONTH = "+{0} USD a month", "월 +{0} USD";
    NO_WAY = "No way to {0}", "{0}(으)로 가는 길 없음";

    REPLACE_TITLE = "Replace the open design?", "열린 설계를 바꿀까요?";
    REPLACE_TEXT = "`{0}` has changes that are not in a file.", "`{0}`에 파일로 저장하지 않은 변경이 있습니다.";
    REPLACE = "Replace", "바꾸기";
    CANCEL = "Cancel", "취소";
    CLOSE = "Close", "닫기";
    BAD_FILE = "This file cannot be opened", "이 파일을 열 수 없습니다";
    BAD_FILE_PLACE = "{0}, line {1}, column {2}", "{0}, {1}행 {2}열";
    BAD_FILE_KEPT = "The open design stays as it was", "열린 설계는 그대로입니다";
    RECOVERED = "Your last design was recovered", "마지막 설계를 되살렸습니다";
    DELETED = "{0} resources deleted", "리소스 {0}개를 삭제했습니다";
    NOTHING_TO_PASTE = "The clipboard holds no part of a Plat model", "클립보드에 Plat 모델이 없습니다";
    SAVED_AS = "Saved as {0}", "{0}(으)로 저장했습니다";
    CANNOT_CONNECT = "{0} takes no calls from {1}", "{0}은(는) {1}의 호출을 받지 않습니다";
    DROP_REGION = "A region was added around it", "둘레에 리전을 추가했습니다";
    CLICK_TO_PLACE = "Click where {0} should stand. Esc cancels", "{0}을(를) 놓을 곳을 클릭하세요. Esc로 취소";
    BACK_TO_CONTENT = "Back to content", "내용으로 돌아가기";
    CONNECTION_NAME = "{0} to {1}", "{0}에서 {1}(으)로";
    PORT_NAME = "Port of {0}, {1}", "{0}의 포트, {1}";
    LEFT = "left", "왼쪽";
    RIGHT = "right", "오른쪽";
    TOP = "top", "위";
    BOTTOM = "bottom", "아래";
    FILE_TOO_LARGE = "The file has {0} bytes; at most {1} are read", "파일이 {0}바이트입니다. {1}바이트까지 읽습니다";
    CHANGED_ELSEWHERE = "The file could not be read: {0}", "파일을 읽을 수 없습니다: {0}";
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn both_languages_use_the_same_arguments() {
        for text in ALL {
            for argument in ["{0}", "{1}", "{2}"] {
                assert_eq!(text.en.contains(argument), text.ko.contains(argument), "{}", text.en);
            }
            assert!(!text.en.is_empty() && !text.ko.is_empty());
            assert!(!text.en.ends_with('.') || text.en.starts_with('`'), "no full stop: {}", text.en);
        }
    }
}
